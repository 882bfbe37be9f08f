/* One line above the day: how much waits on this phone, why it is not sent, and what to do about it. */
import { facts, say } from "./day_facts.js";
import { REFUSED, WAITING, events } from "./outbox.js";
import * as sending from "./sync.js";

const bar = document.querySelector("[data-outbox-bar]");

export function showBar() {
  for (const sign of ["kproute:outbox", "kproute:sync"]) document.addEventListener(sign, show);
  document.addEventListener("kproute:unkept", () => write(facts.words.unkept, "bad"));
  show();
}

async function show() {
  const kept = await events().catch(() => null);
  if (kept === null) {
    write(facts.words.unkept, "bad");
    return;
  }
  const waiting = kept.filter((event) => event.state === WAITING).length;
  const refused = kept.filter((event) => event.state === REFUSED).length;
  const { words } = facts;
  if (sending.state === "signed_out") write(say(words.signed_out, { n: waiting }), "bad", ["/sign-in?next=/today", words.sign_in]);
  else if (sending.state === "other_rep") write(say(words.other_rep, { n: waiting }), "bad", ["/today", words.reload]);
  else if (waiting) write(say(words.not_sent, { n: waiting }), "waiting");
  else if (refused) write(say(words.refused_some, { n: refused }), "bad");
  else bar.hidden = true;
}

function write(text, tone, link) {
  if (!bar.hidden && bar.textContent === text + (link ? link[1] : "")) return; // said already; a screen reader need not repeat it
  bar.dataset.tone = tone;
  bar.replaceChildren(text);
  if (link) {
    const anchor = document.createElement("a");
    [anchor.href, anchor.textContent] = link;
    bar.append(anchor);
  }
  bar.hidden = false;
}

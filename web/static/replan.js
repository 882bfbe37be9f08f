/* The rest of the day planned anew by the office: asked for, shown old against new, and the rep's to accept or not. */
import { clock } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { element } from "./element.js";
import { newEventId } from "./event_id.js";
import { WAITING, states } from "./outbox.js";

const address = (what) => `/api/v1/reps/${encodeURIComponent(facts.rep)}/routes/${facts.on}:${what}`;

let proposal = null;

/* Ask for a proposal and show it. `asked()` says what the office cannot know; `forget()` drops the times kept here. */
export async function askReplan(words, asked, forget) {
  const box = document.querySelector("[data-proposal]");
  const said = box.querySelector("[data-said]");
  const accept = box.querySelector("[data-accept]");
  box.hidden = false;
  accept.hidden = true;
  box.querySelector("[data-stops]").replaceChildren();
  said.textContent = words.planning;
  box.querySelector("[data-keep]").onclick = () => { box.hidden = true; };
  accept.onclick = async () => {
    accept.disabled = true;
    const answer = await send("accept", { proposal: proposal.proposal }, words, said);
    accept.disabled = false;
    if (!answer) return;
    forget();
    location.assign(`/today?on=${facts.on}`);
  };
  proposal = await send("replan", { visits: await unsent(), ...asked() }, words, said);
  if (!proposal) return;
  said.textContent = proposal.changes_nothing ? words.no_change : words.proposed;
  box.querySelector("[data-stops]").replaceChildren(...proposal.stops.map((stop) => row(stop, words)));
  accept.hidden = proposal.changes_nothing;
  box.scrollIntoView({ block: "nearest" });
}

/* What is known on this phone and not yet in the office. */
async function unsent() {
  const waiting = [];
  for (const [visitId, { state, events }] of await states()) {
    const event = events.findLast((one) => one.kind === state);
    if (event?.state === WAITING) waiting.push({ visit_id: visitId, state, at: event.at });
  }
  return waiting;
}

async function send(what, order, words, said) {
  try {
    const answer = await fetch(address(what), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newEventId() },
      body: JSON.stringify(order),
    });
    if (answer.ok) return await answer.json();
    const problem = await answer.json();
    said.textContent = say(words.problems[problem.code] ?? words.failed, { names: (problem.names ?? []).join(", ") });
  } catch {
    said.textContent = words.offline;
  }
  return null;
}

function row(stop, words) {
  const item = element("li");
  item.dataset.change = stop.change;
  const time = element("b", "", "time");
  const was = stop.before && clock(stop.before.start_s);
  const is = stop.after && clock(stop.after.start_s);
  if (was && was !== is) time.append(element("s", was), " ");
  if (is) time.append(was === is ? is : element("ins", is));
  item.append(element("bdi", stop.name), time);
  if (stop.change === "dropped") item.append(element("small", words.reasons[stop.code] ?? words.reasons[""]));
  if (stop.is_late) item.append(element("small", words.is_late));
  return item;
}

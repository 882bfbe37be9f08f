/* What the office did meanwhile: reports of other devices, and a plan that is another than the one on the screen.
 *
 * Nothing is moved under the rep's hands: the page says what changed, and shows the new day when he asks for it.
 */
import { facts, factsOf, say } from "./day_facts.js";
import { changes } from "./day_news.js";
import { element } from "./element.js";
import { keeping } from "./kept_days.js";

const AHEAD_MS = 7 * 86_400_000; // days further off are asked for when somebody looks at them

export function hearNews() {
  keeping();
  document.addEventListener("kproute:routes", (event) => take(event.detail.routes));
}

async function take(routes) {
  const answered = Boolean(navigator.serviceWorker?.controller);
  await lookAgain();
  if (!(await keeping())) return;
  if (!answered) await lookAgain(); // this time through the worker, who keeps it
  document.documentElement.dataset.dayKept = "true";
  const until = new Date(Date.parse(facts.on) + AHEAD_MS).toISOString().slice(0, 10);
  // The worker keeps what it fetches, one after the other: the signal may be weak.
  for (const { on } of routes) if (on !== facts.on && on <= until) await fetch(dayHref(on)).catch(() => null);
}

const dayHref = (on) => `/today?on=${on}`;

/* Whether it is of this rep; another may have signed in meanwhile, in another tab. */
const isMine = ({ headers }) => decodeURIComponent(headers.get("KPRoute-Rep")) === facts.rep;

/* This day as the office has it now. */
async function lookAgain() {
  const answer = await fetch(dayHref(facts.on)).catch(() => null);
  if (!answer?.ok || answer.headers.get("KPRoute-Day") !== facts.on || !isMine(answer)) return;
  facts.office = factsOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
  facts.told = { ...facts.told, ...facts.office.told };
  if (facts.office.plan !== facts.plan) announce(facts.office);
  document.dispatchEvent(new CustomEvent("kproute:outbox"));
}

function announce(office) {
  const box = document.querySelector("[data-office-news]");
  const lines = office.plan === null ? [facts.words.withdrawn] : sentences(facts.stops, office.stops);
  box.querySelector("ul").replaceChildren(...lines.map((text) => element("li", text)));
  box.querySelector("a").href = dayHref(facts.on);
  box.hidden = false;
}

function sentences(before, after) {
  const { words } = facts;
  const said = { added: words.new_stop, gone: words.left_day, moved: words.moved_stop, retimed: words.other_time };
  const lines = changes(before, after).map((stop) => say(said[stop.kind], stop));
  return lines.length ? lines : [words.same_visits];
}

/* Where the phone and the office say different things of a visit: what the rep did, and beside it what the office has. */
import { told } from "./actions.js";
import { clock, dayName } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { element } from "./element.js";
import { REFUSED, events } from "./outbox.js";

const section = document.querySelector("[data-both-sides]");
const places = new Map();

export function showBothSides() {
  document.addEventListener("kproute:outbox", show);
  show();
}

async function show() {
  const office = new Set((facts.office || facts).stops.map((stop) => stop.id));
  const apart = (await events()).filter(
    (event) => event.state === REFUSED || (event.on === facts.on && (event.flag || !office.has(event.visitId))),
  );
  const byVisit = new Map();
  for (const event of apart) byVisit.set(event.visitId, [...(byVisit.get(event.visitId) ?? []), event]);
  const rows = await Promise.all([...byVisit].map(([visitId, mine]) => row(mine, office.has(visitId))));
  section.querySelector("ul").replaceChildren(...rows);
  section.hidden = !rows.length;
}

/* What the rep reported of a visit, and below it each thing that the office has to say of that, once. */
async function row(mine, isInPlan) {
  const list = element("ul");
  list.append(...mine.map(told));
  const theirs = new Set(await Promise.all(mine.map((event) => officeSide(event, isInPlan))));
  const line = element("li");
  line.append(element("bdi", mine[0].name), list, ...[...theirs].map((what) => element("p", say(facts.words.office_side, { what }))));
  return line;
}

async function officeSide(event, isInPlan) {
  const { words } = facts;
  if (event.state === REFUSED) return words.refusals[event.code] || event.detail;
  if (event.flag) return words.flags[event.flag];
  if (isInPlan) return words.office_same;
  const place = await placeOf(event.visitId);
  if (!place) return words.office_none;
  return say(words.office_place, { day: dayName(place.on), time: clock(place.start_s) });
}

/* Where the plan in force has the visit, as far as the office can be asked. */
async function placeOf(visitId) {
  if (!places.has(visitId)) {
    try {
      const answer = await fetch(`/api/v1/visits/${encodeURIComponent(visitId)}`);
      if (!answer.ok) return null;
      places.set(visitId, (await answer.json()).place);
    } catch {
      return null;
    }
  }
  return places.get(visitId);
}

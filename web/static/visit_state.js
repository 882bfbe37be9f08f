/* Where a visit stands after what was reported of it; the same rules as the server's (app/visits/event_facts.py). */

const STATES = ["arrived", "skipped", "cancelled"];
const OVER = ["done", "skipped", "cancelled"];

export function stateOf(kinds) {
  if (kinds.includes("done")) return "done";
  return kinds.findLast((kind) => STATES.includes(kind)) || "planned";
}

export const isOver = (state) => OVER.includes(state);

/* The stop to go to now: where the rep is, else the first that is not over. On a day of which nothing was reported the
 * clock decides; `nowS` is null on any other day. None once all are over. */
export function nextStop(stops, stateOfStop, nowS) {
  const here = stops.findLast((stop) => stateOfStop(stop.id) === "arrived");
  if (here) return here;
  const open = stops.filter((stop) => !isOver(stateOfStop(stop.id)));
  if (open.length < stops.length || nowS === null) return open[0] || null;
  return open.find((stop) => stop.departure_s > nowS) || open.at(-1) || null;
}

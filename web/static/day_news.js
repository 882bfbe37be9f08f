/* What a new version of a day changes for the rep, stop by stop: for the phone, when the manager has published one.
 *
 * A day is {stops: [{id, name, start_s}], return_s}, in driving order; `null` is a day without a route.
 */

const MINUTE_S = 60;

/* The changes from one version to another, in the order of the new day, what is gone last: a list of
 * {kind, id, name, was_s, now_s}; kind is `added`, `gone`, `moved` (another place in the order) or `later`, `earlier`
 * (the same place, another time by a minute or more). Empty where nothing changed for him. */
export function changes(oldDay, newDay) {
  const before = new Map((oldDay?.stops ?? []).map((stop) => [stop.id, stop]));
  const after = new Map((newDay?.stops ?? []).map((stop) => [stop.id, stop]));
  const stayed = new Set(longestRun([...after.keys()].filter((id) => before.has(id)), [...before.keys()]));
  const news = [];
  for (const stop of after.values()) {
    const was = before.get(stop.id);
    const apart_s = was ? minutes(stop.start_s) - minutes(was.start_s) : 0;
    const told = { id: stop.id, name: stop.name, was_s: was ? was.start_s : null, now_s: stop.start_s };
    if (!was) news.push({ kind: "added", ...told });
    else if (!stayed.has(stop.id)) news.push({ kind: "moved", ...told });
    else if (apart_s !== 0) news.push({ kind: apart_s > 0 ? "later" : "earlier", ...told });
  }
  for (const stop of before.values()) {
    if (!after.has(stop.id)) news.push({ kind: "gone", id: stop.id, name: stop.name, was_s: stop.start_s, now_s: null });
  }
  return news;
}

/* One sentence for each change; `words` holds a sentence for each kind with the places {name}, {was} and {now}. */
export function sentences(news, words) {
  return news.map(({ kind, name, was_s, now_s }) => {
    const said = { name, was: clock(was_s), now: clock(now_s) };
    return words[kind].replace(/\{(name|was|now)\}/g, (place, key) => said[key]);
  });
}

/* Seconds after midnight as HH:MM on a 24-hour clock. */
export function clock(moment_s) {
  if (moment_s === null) return "";
  const all = Math.floor(moment_s / MINUTE_S);
  return `${String(Math.floor(all / 60) % 24).padStart(2, "0")}:${String(all % 60).padStart(2, "0")}`;
}

function minutes(moment_s) {
  return Math.floor(moment_s / MINUTE_S);
}

/* The longest part of `ids` that stands in the same order in `order`: those are the stops that did not move. */
function longestRun(ids, order) {
  const place = new Map(order.map((id, n) => [id, n]));
  const runs = [];
  ids.forEach((id, n) => {
    const before = runs.slice(0, n).filter((run) => place.get(run[run.length - 1]) < place.get(id));
    const longest = before.reduce((best, run) => (run.length > best.length ? run : best), []);
    runs.push([...longest, id]);
  });
  return runs.reduce((best, run) => (run.length > best.length ? run : best), []);
}

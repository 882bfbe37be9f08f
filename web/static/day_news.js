/* What a new version of a day changes for the rep, stop by stop.
 *
 * A stop is {id, name, number, span}, in driving order; `span` is its time as people read it.
 */

/* The changes from one list of stops to another, in the order of the new one, what is gone last. Each is the stop with
 * its `kind`: `added`, `gone`, `moved` (another place in the order) or `retimed` (its place, another time); `before` is
 * the time it had. Empty where nothing changed for him. */
export function changes(before, after) {
  const was = new Map(before.map((stop) => [stop.id, stop]));
  const is = new Set(after.map((stop) => stop.id));
  const stayed = new Set(longestRun(after.filter((stop) => was.has(stop.id)).map((stop) => stop.id), [...was.keys()]));
  const news = [];
  for (const stop of after) {
    const old = was.get(stop.id);
    if (!old) news.push({ kind: "added", ...stop });
    else if (!stayed.has(stop.id)) news.push({ kind: "moved", ...stop, before: old.span });
    else if (old.span !== stop.span) news.push({ kind: "retimed", ...stop, before: old.span });
  }
  for (const stop of before) if (!is.has(stop.id)) news.push({ kind: "gone", ...stop });
  return news;
}

/* The longest part of `ids` that stands in the same order in `order`: those are the stops that did not move. */
function longestRun(ids, order) {
  const place = new Map(order.map((id, n) => [id, n]));
  const longer = (best, run) => (run.length > best.length ? run : best);
  const runs = []; // the longest that ends at each id
  for (const id of ids) {
    const fitting = runs.filter((run) => place.get(run.at(-1)) < place.get(id));
    runs.push([...fitting.reduce(longer, []), id]);
  }
  return runs.reduce(longer, []);
}

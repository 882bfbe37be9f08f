/* What is where on the clock of a day that runs otherwise than planned, and which free time that leaves: pure, as
 * web/day_rows.py makes it for a day as planned. */

/* The rows in the order of the clock, each {kind, from_s, until_s}: `leave` (where it `starts`), `drive` (between the visits
 * `after` and `to`; "" for home, "here" for where the rep is), `stop` (with its stop), `lunch`, `return`, and `gap` where at least `day.gap_s` are free. */
export function dayRows(day) {
  if (!day.stops.length) return [];
  const starts = day.is_from_here ? "here" : "";
  const timed = [{ kind: "leave", starts, from_s: day.depart_s, until_s: day.depart_s }];
  let before = null;
  for (const stop of [...day.stops, null]) {
    const drive_s = day.drive_s[before ? before.place : day.start_place][stop ? stop.place : day.end_place];
    const arrival_s = stop ? stop.arrival_s : day.return_s;
    timed.push({ kind: "drive", after: before?.id ?? starts, to: stop?.id ?? "", drive_s, from_s: arrival_s - drive_s, until_s: arrival_s });
    timed.push(stop
      ? { kind: "stop", stop, from_s: stop.start_s, until_s: stop.departure_s }
      : { kind: "return", from_s: arrival_s, until_s: arrival_s });
    before = stop;
  }
  if (day.lunch && day.lunch_s !== null) timed.push({ kind: "lunch", from_s: day.lunch_s, until_s: day.lunch_s + day.lunch.duration_s });
  return withGaps(day, timed.sort((a, b) => a.from_s - b.from_s));
}

/* The number of each visit by its id: as it is driven on this day; one that was planned and is called off has none. */
export function numbersOf(planned, day) {
  return new Map([...planned.stops.map(({ id }) => [id, "–"]), ...day.stops.map(({ id }, n) => [id, n + 1])]);
}

/* Free is only what lies ahead: nothing before the rep can go on (`day.left`). */
function withGaps(day, timed) {
  const { after, free_s: goes_s } = day.left ?? { after: null, free_s: Math.min(day.shift.start_s, timed[0].from_s) };
  const rows = [];
  let free_s = after === null ? goes_s : Infinity;
  for (const row of [...timed, null]) {
    const until_s = row ? row.from_s : day.shift.end_s;
    if (until_s - free_s >= day.gap_s) rows.push({ kind: "gap", from_s: free_s, until_s });
    if (!row) break;
    rows.push(row);
    free_s = after !== null && row.stop?.id === after ? Math.max(row.until_s, goes_s) : Math.max(free_s, row.until_s);
  }
  return rows;
}

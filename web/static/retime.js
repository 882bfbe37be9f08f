/* The times of a day when something comes between: pure arithmetic, at once and without a network.
 *
 * The clock runs as the planner's does: one drives without detour, eats within the lunch window, and begins at the first
 * moment from then on at which somebody may be met. Only where nothing fits any more a stop is still visited, and told
 * as missed. All moments are whole seconds after midnight of the rep's day; places are rows of `day.drive_s`.
 */

import { arrival, departure } from "./rush_hours.js";

const NEVER = Infinity;
const HOME = 0; // the place where a day begins as planned

/* The first moment from `ready_s` on inside a window; NEVER where the last one is over. */
function firstMoment(windows, ready_s) {
  for (const [opens_s, closes_s] of windows) {
    if (ready_s <= closes_s) return Math.max(ready_s, opens_s);
  }
  return NEVER;
}

/* The stops in this order from a place and a moment on, with lunch on one of the legs (null: without). The leg after the
 * last one means at home. */
function timed(day, from, stops, lunchLeg) {
  const { lunch, speed_pct: speeds = [] } = day;
  const places = [from.place, ...stops.map((stop) => stop.place), day.end_place];
  const result = { depart_s: from.free_s, return_s: from.free_s, lunch_s: null, misses: 0, stops: [] };
  let free_s = from.free_s;
  const eat = () => {
    result.lunch_s = Math.max(free_s, lunch.earliest_s);
    if (result.lunch_s > lunch.latest_s) result.misses += 1;
  };
  for (let leg = 0; leg <= stops.length; leg += 1) {
    const drive_s = day.drive_s[places[leg]][places[leg + 1]];
    let arrival_s = arrival(speeds, free_s, drive_s);
    let ready_s = arrival_s;
    if (leg === lunchLeg) {
      eat();
      const eaten_s = result.lunch_s + lunch.duration_s;
      const isUnderWay = result.lunch_s < arrival_s;
      ready_s = isUnderWay ? arrival(speeds, free_s, drive_s, { from_s: result.lunch_s, to_s: eaten_s }) : eaten_s;
      if (isUnderWay) arrival_s = ready_s;
    }
    if (leg === stops.length) {
      free_s = ready_s;
      break;
    }
    const stop = stops[leg];
    let start_s = firstMoment(stop.windows, Math.max(ready_s, stop.earliest_s ?? 0));
    const missed = start_s === NEVER;
    if (missed) {
      start_s = ready_s;
      result.misses += 1;
    }
    const over_s = result.lunch_s === null ? free_s : result.lunch_s + lunch.duration_s;
    const later_s = departure(speeds, start_s, drive_s);
    if (leg === 0 && over_s <= later_s) {
      // Who would wait at a closed door leaves later.
      result.depart_s = later_s;
      arrival_s = arrival(speeds, later_s, drive_s);
    }
    free_s = start_s + stop.service_s;
    result.stops.push({ ...stop, arrival_s, start_s, departure_s: free_s, missed });
  }
  if (lunchLeg === stops.length + 1) eat();
  result.return_s = free_s;
  return result;
}

/* The earliest times of these stops in this order from `from.place` at `from.free_s` on, fewest misses first; `eats`
 * says whether lunch is still to come. */
export function timetable(day, from, stops) {
  const legs = from.eats && day.lunch ? [...Array(stops.length + 2).keys()] : [null];
  const ways = legs.map((leg) => timed(day, from, stops, leg));
  return ways.reduce((best, way) => (
    way.misses < best.misses || (way.misses === best.misses && way.return_s < best.return_s) ? way : best));
}

/* Which stops are over or under way, and which are called off, by what is known of each. */
const MADE = new Set(["done", "arrived"]);
const OFF = new Set(["skipped", "cancelled"]);

/* The day after something has happened: the same facts with new times, stops and `missed`.
 *
 * `happened` is {delay_s}, {cancelled: id}, {added: stop, after: id or null, drives: {place: seconds}} or, before the
 * first visit, {starts: drives of the place where the rep is, or null for home}; `known` has `now_s` (null on another
 * day) and what is known of each visit (`states`, by id). What is made keeps its times, and nothing comes sooner because
 * of a delay or another stop. */
export function retime(day, happened, known) {
  const states = { ...known.states };
  if (happened.cancelled) states[happened.cancelled] = "cancelled";
  const made = day.stops.filter((stop) => MADE.has(states[stop.id]));
  let ahead = day.stops.filter((stop) => !MADE.has(states[stop.id]) && !OFF.has(states[stop.id]));
  const wasAhead = (stop) => stop.id === happened.cancelled || !(MADE.has(states[stop.id]) || OFF.has(states[stop.id]));
  const nextBefore = day.stops.find(wasAhead);
  let changed = day;
  ahead = ahead.map((stop) => ({ ...stop, earliest_s: happened.delay_s || happened.added ? stop.start_s : 0 }));
  if (happened.added) {
    const added = { ...happened.added, place: day.drive_s.length };
    const index = ahead.findIndex((stop) => stop.id === happened.after) + 1;
    ahead = [...ahead.slice(0, index), added, ...ahead.slice(index)];
    changed = { ...day, ...withPlace(day, added.point, happened.drives) };
  }
  if (happened.starts) {
    changed = { ...day, is_from_here: true, start_place: day.drive_s.length, ...withPlace(day, null, happened.starts) };
  } else if (happened.starts === null) {
    changed = { ...day, is_from_here: false, start_place: HOME };
  }
  const last = made.length ? made[made.length - 1] : null;
  const left = leaving(day, last);
  const isOnTheWay = happened.starts === undefined && Boolean(nextBefore && ahead.length && ahead[0].id === nextBefore.id);
  const canGo_s = happened.starts !== undefined && day.left ? Math.max(left, day.shift.start_s) : day.shift.start_s;
  let free_s = isOnTheWay ? left : Math.max(last ? left : canGo_s, known.now_s ?? 0);
  const hasEaten = day.lunch_s !== null && day.lunch !== null
    && (day.lunch_s < left || day.lunch_s + day.lunch.duration_s <= (known.now_s ?? 0));
  if (hasEaten && !isOnTheWay) free_s = Math.max(free_s, day.lunch_s + day.lunch.duration_s);
  free_s += happened.delay_s ?? 0;
  const place = last ? last.place : changed.start_place;
  const rest = timetable(changed, { place, free_s, eats: !hasEaten }, ahead);
  const stays = !made.length && !ahead.length;
  return {
    ...changed,
    late_s: (day.late_s ?? 0) + (happened.delay_s ?? 0),
    left: { after: last ? last.id : null, free_s },
    depart_s: made.length ? day.depart_s : rest.depart_s,
    return_s: stays ? free_s : rest.return_s,
    lunch_s: hasEaten ? day.lunch_s : (stays ? null : rest.lunch_s),
    stops: [...made, ...rest.stops],
  };
}

/* When the rep left, or leaves, the last place where he was: a delay that was told for it is not forgotten. */
function leaving(day, last) {
  const id = last ? last.id : null;
  if (day.left && day.left.after === id) return day.left.free_s;
  return last ? last.departure_s : day.depart_s;
}

/* The day's points and drives with one place more, null where the day may not keep it; a drive that nobody told is taken
 * as the longest told. */
function withPlace(day, point, drives) {
  const longest_s = Math.max(...Object.values(drives));
  const to = [...day.drive_s.keys()].map((other) => drives[other] ?? longest_s);
  return { points: [...day.points, point], drive_s: [...day.drive_s.map((row, n) => [...row, to[n]]), [...to, 0]] };
}

/* How long after the shift and the overtime that is allowed the day ends now. */
export function overrun_s(day) {
  return Math.max(0, day.return_s - day.shift.latest_s);
}

/* Drives that depend on the hour, as solver/traffic.py has them. `speeds` are per cent of the usual speed for each hour
 * of the day, empty where hours do not matter; moments are whole seconds after midnight. */

const HOUR_S = 3600;
const FREE = 100;

/* When who leaves at a moment is there; a stand-still ({from_s, to_s}) that begins under way interrupts the drive. */
export function arrival(speeds, left_s, drive_s, stands = null) {
  let at_s = left_s;
  let ahead = FREE * drive_s;
  while (ahead > 0) {
    if (stands && at_s === stands.from_s) at_s = stands.to_s;
    const hour = Math.floor(at_s / HOUR_S);
    const speed = speeds.length ? speeds[hour % 24] : FREE;
    const until_s = stands && stands.from_s > at_s ? Math.min((hour + 1) * HOUR_S, stands.from_s) : (hour + 1) * HOUR_S;
    const spent_s = Math.min(until_s - at_s, Math.ceil(ahead / speed));
    ahead -= spent_s * speed;
    at_s += spent_s;
  }
  return at_s;
}

/* The last moment to leave at for being there by another. */
export function departure(speeds, arrival_s, drive_s) {
  let at_s = arrival_s;
  let ahead = FREE * drive_s;
  while (ahead > 0) {
    const hour = Math.ceil(at_s / HOUR_S) - 1;
    const speed = speeds.length ? speeds[(hour + 24) % 24] : FREE;
    const spent_s = Math.min(at_s - hour * HOUR_S, Math.ceil(ahead / speed));
    ahead -= spent_s * speed;
    at_s -= spent_s;
  }
  return at_s;
}

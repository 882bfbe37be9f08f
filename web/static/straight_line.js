/* Estimated drives without a network: the straight line, as app/travel/straight_line.py takes it. Places are [lat, lon]
 * in WGS-84 degrees. */

const EARTH_M = 6_371_008.8;
const radians = (degrees) => (degrees * Math.PI) / 180;

/* Whole seconds from one place to another; `speeds` has its stretches as [up to metres, metres per hour]. */
export function driveSeconds(speeds, [lat, lon], [toLat, toLon]) {
  const half = Math.sin(radians(toLat - lat) / 2) ** 2
    + Math.cos(radians(lat)) * Math.cos(radians(toLat)) * Math.sin(radians(toLon - lon) / 2) ** 2;
  const road_m = 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, half))) * speeds.road_factor;
  let drive_s = road_m >= 1 ? speeds.parking_s : 0;
  let from_m = 0;
  speeds.stretches.forEach(([upTo_m, mPerHour], stretch) => {
    const end_m = stretch === speeds.stretches.length - 1 ? Infinity : upTo_m;
    drive_s += (Math.max(0, Math.min(road_m, end_m) - from_m) * 3600) / mPerHour;
    from_m = upTo_m;
  });
  return Math.ceil(drive_s - 1e-6);
}

/* Where a place lies on a base map that does not draw in WGS-84. The server knows such datums; the phone knows where it
 * drew some places, and all of a day's way is off by much the same. */

/* The position [lon, lat] on the map of `point`, [lat, lon] in WGS-84: off as the nearest of `points` is, each drawn at
 * its place in `positions`. */
export function onMap([lat, lon], points, positions) {
  const away = points.map((known) => (known[0] - lat) ** 2 + (known[1] - lon) ** 2);
  const nearest = away.indexOf(Math.min(...away));
  return [lon + positions[nearest][0] - points[nearest][1], lat + positions[nearest][1] - points[nearest][0]];
}

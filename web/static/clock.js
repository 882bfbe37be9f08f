/* Seconds after midnight as HH:MM on a 24-hour clock, as the server writes them. */
export function clock(moment_s) {
  const minutes = Math.floor(moment_s / 60);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

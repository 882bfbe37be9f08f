/* Moments and durations as people read them. */
import { say } from "./day_facts.js";

/* Seconds after midnight on that very day, null on another. */
export function nowOn(on) {
  const passed = Math.floor((Date.now() - new Date(`${on}T00:00:00`)) / 1000);
  return passed >= 0 && passed < 86_400 ? passed : null;
}

/* Whole minutes, from one hour on with hours in front, as app/wording.py says it. */
export function duration(seconds, words) {
  const minutes = Math.round(seconds / 60);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (h && m) return say(words.hours_minutes, { h, m: String(m).padStart(2, "0") });
  return h ? say(words.hours, { h }) : say(words.minutes, { m });
}

/* A day (YYYY-MM-DD) with its weekday, as web/formats.py writes it. */
export function dayName(on) {
  const { lang } = document.documentElement;
  const told = (parts) => new Date(on).toLocaleDateString(lang === "en" ? "en-GB" : lang, { ...parts, timeZone: "UTC" });
  const [day, weekday] = [told({ month: "short", day: "numeric" }), told({ weekday: "short" })];
  return lang === "en" ? `${weekday} ${day}` : `${day} ${weekday}`;
}

/* Seconds after midnight as HH:MM on a 24-hour clock, as the server writes them. */
export function clock(moment_s) {
  const minutes = Math.floor(moment_s / 60);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/* The times of a day as they were changed on this phone, kept for its rep and plan. A phone that keeps nothing shows them
 * all the same, until the page is left. */
import { facts } from "./day_facts.js";

const PREFIX = "kproute:times:";
const KEY = PREFIX + facts?.rep;

export function keepTimes(day) {
  try { localStorage.setItem(KEY, JSON.stringify({ on: facts.on, plan: facts.plan, day })); } catch { /* see above */ }
}

/* What was kept of this very day and plan, else null; what is of others is dropped. */
export function keptTimes() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && key !== KEY) localStorage.removeItem(key);
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept?.on === facts.on && kept.plan === facts.plan ? kept.day : null;
  } catch {
    return null;
  }
}

export function forgetTimes() {
  try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}

/* The times of a day as they were changed on this phone, kept for its rep and plan; and where that day begins, kept no
 * longer than this tab is open. A phone that keeps nothing shows them all the same, until the page is left. */
import { facts } from "./day_facts.js";

const PREFIX = "kproute:times:";
const KEY = PREFIX + facts?.rep;

/* The day with its times, and the place [lat, lon] where it begins, null for home. */
export function keepTimes(day, here) {
  const of = { on: facts.on, plan: facts.plan };
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...of, day }));
    sessionStorage.setItem(KEY, JSON.stringify({ ...of, here }));
  } catch { /* see above */ }
}

/* What was kept of this very day and plan as {day, here}, each null where nothing was; what is of others is dropped. */
export function keptTimes() {
  return { day: kept(() => localStorage)?.day ?? null, here: kept(() => sessionStorage)?.here ?? null };
}

function kept(storage) {
  try {
    for (const key of Object.keys(storage())) if (key.startsWith(PREFIX) && key !== KEY) storage().removeItem(key);
    const found = JSON.parse(storage().getItem(KEY));
    return found?.on === facts.on && found.plan === facts.plan ? found : null;
  } catch {
    return null;
  }
}

export function forgetTimes() {
  try {
    localStorage.removeItem(KEY);
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
}

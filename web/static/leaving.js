/* Signing out of this phone: it needs the office, and takes along all that was kept here of the rep but what the office
 * does not have yet. That waits for him (outbox.js). */
import { forgetTimes } from "./kept_times.js";
import { DAYS, TILES } from "./kept_days.js";
import { forgetSent } from "./outbox.js";

export function offerLeaving() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave(form);
    });
  }
}

async function leave(form) {
  const answer = await fetch(form.action, { method: "POST" }).catch(() => null);
  const alert = form.querySelector("[role=alert]");
  alert.hidden = Boolean(answer?.ok);
  if (!answer?.ok) {
    alert.scrollIntoView({ block: "nearest" });
    return;
  }
  forgetTimes();
  await forgetSent().catch(() => null); // a browser that keeps nothing has nothing to forget
  if ("caches" in window) await Promise.all([DAYS, TILES].map((name) => caches.delete(name)));
  location.assign(answer.url);
}

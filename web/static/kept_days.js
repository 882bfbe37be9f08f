/* Days that the worker (sw.js) keeps for times without a network. Without https there is no worker, and nothing is kept. */
import { facts } from "./day_facts.js";

export const DAYS = "kproute-days";
export const TILES = "kproute-tiles";

/* Starts the worker; true once it answers for this page, however slowly its files come; false where it cannot. */
export async function keeping() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return false;
  let registration;
  try {
    registration = await serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return false; // no network, or a browser that has none to give; one that is there goes on
  }
  if (serviceWorker.controller) return true;
  const worker = registration?.installing || registration?.waiting || registration?.active;
  if (!worker) return false;
  return new Promise((resolve) => {
    // It claims the pages that are there when it begins, and passes over one that was just being loaded.
    registration.active?.postMessage("claim");
    serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
    worker.addEventListener("statechange", ({ target }) => { if (target.state === "redundant") resolve(false); });
  });
}

/* The days that this phone has, as the office wants to hear it; of the day on the screen what the screen shows. */
export async function keptRoutes() {
  const known = new Map();
  if ("caches" in window && (await caches.has(DAYS))) {
    const kept = await caches.open(DAYS);
    for (const request of await kept.keys()) {
      const { headers } = await kept.match(request, { ignoreVary: true });
      known.set(headers.get("KPRoute-Day"), Number(headers.get("KPRoute-Plan")));
    }
  }
  if (facts.plan) known.set(facts.on, facts.plan);
  return [...known].map(([on, plan_number]) => ({ on, plan_number }));
}

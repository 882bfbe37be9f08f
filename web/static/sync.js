/* Sends what waits in the outbox, and asks which days the office has changed.
 *
 * Whatever is lost on the way, the same batch goes again under the same key, and the office knows every event by its
 * id: nothing is taken twice. The document hears `kproute:sync` with how it stands: `sending`, `rest`, `unreachable`,
 * `signed_out` or `other_rep`.
 */
import { facts } from "./day_facts.js";
import { keptRoutes } from "./kept_days.js";
import { nextBatch, settle } from "./outbox.js";

const ANSWER_MS = 20_000;
const TURN_MS = 30_000; // how long another tab may keep us from sending
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const ASK_AGAIN_MS = 300_000;
const TOO_MUCH = [400, 413, 422];

/* The office cannot be asked now, or not by whoever is signed in; `state` says which, `afterMs` when to try again. */
class NotNow extends Error {
  constructor(state, afterMs = 0) {
    super(state);
    this.state = state;
    this.afterMs = afterMs;
  }
}

let pauseMs = FIRST_PAUSE_MS;
let timer = 0;
let underWay = null;
let wanted = false;

export let state = "rest";

function tell(now) {
  state = now;
  document.dispatchEvent(new CustomEvent("kproute:sync", { detail: { state } }));
}

/* Send and ask; asked for while it is under way it is done once more. */
export function sync() {
  wanted = true;
  pauseMs = FIRST_PAUSE_MS; // somebody did something, or a network came: soon is worth a try
  return go();
}

/* Nobody did anything since the last attempt: each waits longer than the one before. */
function syncAgain() {
  wanted = true;
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  go();
}

function go() {
  underWay ??= (async () => {
    while (wanted) {
      wanted = false;
      await attempt();
    }
  })().finally(() => { underWay = null; });
  return underWay;
}

export function keepSyncing() {
  document.addEventListener("kproute:recorded", () => sync());
  addEventListener("online", () => sync());
  addEventListener("pageshow", (event) => { if (event.persisted) sync(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sync(); });
  sync();
}

async function attempt() {
  clearTimeout(timer);
  tell("sending");
  try {
    await inTurn(sendAndAsk);
    tell("rest");
    timer = setTimeout(sync, ASK_AGAIN_MS);
  } catch (error) {
    const known = error instanceof NotNow ? error : new NotNow("unreachable");
    tell(known.state);
    // Who has to sign in comes back on another page.
    if (known.state === "unreachable") timer = setTimeout(syncAgain, Math.max(known.afterMs, pauseMs * (0.75 + Math.random() / 2)));
    if (!(error instanceof NotNow)) throw error;
  }
}

/* One tab at a time, where browsers can say so; without, two send the same and the office takes it once. */
async function inTurn(work) {
  if (!navigator.locks) return work();
  const patience = new AbortController();
  const over = setTimeout(() => patience.abort(), TURN_MS);
  try {
    return await navigator.locks.request(`kproute:sync:${facts.rep}`, { signal: patience.signal }, () => {
      clearTimeout(over);
      return work();
    });
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    return work(); // the other one is asleep
  }
}

async function sendAndAsk() {
  await sendAll();
  const { routes } = await post({ routes: await keptRoutes() });
  document.dispatchEvent(new CustomEvent("kproute:routes", { detail: { routes } }));
}

async function sendAll() {
  let most;
  for (let batch = await nextBatch(); batch; batch = await nextBatch(most)) {
    const answer = await post({ events: batch.events }, batch.key);
    if (!answer.problem) {
      await settle(answer.events);
    } else if (batch.events.length > 1) {
      most = Math.floor(batch.events.length / 2); // one of them spoils the others
    } else {
      const { code, detail } = answer.problem;
      await settle([{ event_id: batch.events[0].event_id, result: "rejected", code, detail }]);
    }
  }
}

async function post(body, key) {
  const patience = new AbortController();
  const over = setTimeout(() => patience.abort(), ANSWER_MS);
  try {
    const answer = await fetch("/api/v1/sync", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) },
      body: JSON.stringify({ rep_id: facts.rep, ...body }),
      signal: patience.signal,
    });
    return await understood(answer);
  } catch (error) {
    throw error instanceof NotNow ? error : new NotNow("unreachable");
  } finally {
    clearTimeout(over);
  }
}

async function understood(answer) {
  if (answer.status === 401) throw new NotNow("signed_out");
  const told = await answer.json(); // what is no JSON was not said by the office
  if (answer.status === 403 || told.code === "sync.other_rep") throw new NotNow("other_rep");
  if (TOO_MUCH.includes(answer.status)) return { problem: told };
  if (!answer.ok) throw new NotNow("unreachable", 1000 * Number(answer.headers.get("Retry-After") || 0));
  return told;
}

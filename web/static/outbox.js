/* What the rep did on his visits, kept on this phone until the office has it, and two weeks longer.
 *
 * Each rep has a database of his own: who signs in after him on the same phone opens another one, and what was not sent
 * waits for its rep. An event is on the disk when `record` is done, and leaves only as sent. Whenever something changes,
 * in this tab or another, the document hears `kproute:outbox`.
 */
import { facts } from "./day_facts.js";
import { newEventId } from "./event_id.js";
import { stateOf } from "./visit_state.js";

export const WAITING = "waiting";
export const SENT = "sent";
export const REFUSED = "refused";

const MOST_AT_ONCE = 100;
const KEPT_MS = 14 * 86_400_000;
const STORES = ["events", "about"];

const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel("kproute:outbox") : null;
otherTabs?.addEventListener("message", () => announce());

let opening = null;

function announce() {
  document.dispatchEvent(new CustomEvent("kproute:outbox"));
}

function changed() {
  otherTabs?.postMessage("changed");
  announce();
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(`kproute:${facts.rep}`, 1);
  request.onupgradeneeded = () => {
    // By number, not by id: the order in which things were done must survive a clock that is set back.
    const events = request.result.createObjectStore("events", { keyPath: "number", autoIncrement: true });
    events.createIndex("id", "id", { unique: true });
    events.createIndex("state", "state");
    request.result.createObjectStore("about");
  };
  const database = await answerOf(request);
  database.onversionchange = () => { database.close(); opening = null; };
  database.onclose = () => { opening = null; }; // the system took it away; the next use opens it again
  return database;
}

/* Does `work` in one transaction; what it wrote is on the disk when the promise is kept. */
async function transact(mode, work) {
  opening ??= open().catch((error) => { opening = null; throw error; });
  const transaction = (await opening).transaction(STORES, mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const [result] = await Promise.all([work(...STORES.map((name) => transaction.objectStore(name))), ended]);
  return result;
}

/* Keep an event of a visit and tell its id; the office gets it when there is a network. */
export async function record({ visitId, kind, text = "", delayS = null, nextOn = null, outcome = null }) {
  const event = {
    id: newEventId(),
    visitId,
    kind,
    at: new Date().toISOString(),
    text,
    delayS,
    nextOn,
    outcome,
    on: facts.on,
    planNumber: facts.plan,
    name: facts.stops.find((stop) => stop.id === visitId)?.name || "",
    state: WAITING,
  };
  await transact("readwrite", (kept) => answerOf(kept.add(event)));
  changed();
  document.dispatchEvent(new CustomEvent("kproute:recorded"));
  return event.id;
}

/* All that is kept of this rep, in the order in which it was done. */
export function events() {
  return transact("readonly", (kept) => answerOf(kept.getAll()));
}

/* Of each visit where it stands and what was reported of it, by this phone and, as far as this page knows, by others. */
export async function states() {
  const told = new Map(Object.entries(facts.told).map(([visitId, known]) => [visitId, known.map((one) => ({ ...one, state: SENT }))]));
  for (const event of await events()) {
    const known = told.get(event.visitId) || [];
    const at = known.findIndex((one) => one.id === event.id);
    if (at >= 0) known[at] = event; // the office's order counts, our own words say more
    else told.set(event.visitId, [...known, event]);
  }
  return new Map([...told].map(([visitId, known]) => [visitId, { state: stateOf(known.map((one) => one.kind)), events: known }]));
}

/* The events to send next, as the API takes them, under a key that stays theirs until they are settled. Null: none. */
export function nextBatch(most = MOST_AT_ONCE) {
  return transact("readwrite", async (kept, about) => {
    const waiting = await answerOf(kept.index("state").getAll(WAITING));
    if (!waiting.length) return null;
    let batch = await answerOf(about.get("batch"));
    if (!batch || batch.ids.length > most || !batch.ids.every((id) => waiting.some((event) => event.id === id))) {
      batch = { key: newEventId(), ids: waiting.slice(0, most).map((event) => event.id) };
      about.put(batch, "batch");
    }
    const deviceId = (await answerOf(about.get("device"))) || newEventId();
    about.put(deviceId, "device");
    const sent = batch.ids.map((id) => waiting.find((event) => event.id === id));
    return { key: batch.key, events: sent.map((event) => asSent(event, deviceId)) };
  });
}

/* Note what became of the events of a batch: `results` are those of the API. */
export async function settle(results) {
  await transact("readwrite", async (kept, about) => {
    about.delete("batch");
    for (const { event_id, result, code, detail, flag } of results) {
      const event = await answerOf(kept.index("id").get(event_id));
      if (!event) continue;
      const state = result === "applied" || result === "duplicate" ? SENT : REFUSED;
      kept.put({ ...event, state, code, detail, flag });
    }
    await dropSent(kept, Date.now() - KEPT_MS);
  });
  changed();
}

/* Forget all that the office has; what waits for it, and what it refused, stays. */
export function forgetSent() {
  return transact("readwrite", (kept) => dropSent(kept, Infinity));
}

async function dropSent(kept, before_ms) {
  for (const event of await answerOf(kept.index("state").getAll(SENT))) {
    if (Date.parse(event.at) < before_ms) kept.delete(event.number);
  }
}

function asSent(event, deviceId) {
  const facts = { delay_s: event.delayS, next_on: event.nextOn, outcome: event.outcome };
  return {
    visit_id: event.visitId,
    event_id: event.id,
    kind: event.kind,
    at: event.at,
    device_id: deviceId,
    plan_version: event.planNumber,
    text: event.text,
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)),
  };
}

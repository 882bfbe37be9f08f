/* When something comes between: the rep is late, a customer cancels, somebody is seen on the way.
 *
 * The list shows the new times at once, also without a network, and names what now misses its hours. Planning the rest
 * anew is the office's to do, and the rep's to accept. In the page: `_changes.html`, and the rows of the list.
 */
import { clock } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { record, states } from "./outbox.js";
import { askReplan } from "./replan.js";
import { overrun_s, retime } from "./retime.js";
import { findNear } from "./near.js";

const MINUTE_S = 60;
const island = document.getElementById("day_changes");
const told = island ? JSON.parse(island.textContent) : null;
const KEY = `kproute:times:${facts?.rep}`;
const OVER = ["done", "skipped", "cancelled"];

let day = told?.day;
let known = {};

const find = (name) => document.querySelector(`[data-${name}]`);

export async function showChanges() {
  if (!told || !told.day.stops.length) return;
  day = kept() ?? told.day;
  known = await statesNow();
  takeOut();
  find("late").addEventListener("click", (event) => { if (event.target.dataset.lateMin) late(Number(event.target.dataset.lateMin)); });
  onSubmit("late", (form) => late(Number(form.minutes.value)));
  onSubmit("cancel", (form) => cancel(form.visit.value));
  findNear(told.words, add);
  find("replan").addEventListener("click", () => askReplan(told.words, asked, forget));
  document.addEventListener("kproute:outbox", async () => { known = await statesNow(); takeOut(); });
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) form.addEventListener("submit", forget);
  find("changes").hidden = false;
}

function onSubmit(name, act) {
  const form = find(name).querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.elements);
    form.reset();
  });
}

/* Where each visit stands. */
async function statesNow() {
  return Object.fromEntries([...await states()].map(([id, one]) => [id, one.state]));
}

/* Seconds after midnight on the very day, null on another. */
function nowS() {
  const passed = (Date.now() - new Date(`${facts.on}T00:00:00`)) / 1000;
  return passed >= 0 && passed < 86_400 ? Math.floor(passed) : null;
}

const ahead = () => day.stops.filter((stop) => !OVER.includes(known[stop.id]) && known[stop.id] !== "arrived");

async function late(minutes) {
  const next = ahead()[0];
  if (!next || !(minutes > 0)) return;
  change({ delay_s: minutes * MINUTE_S }, say(told.words.late_kept, { n: minutes }));
  if (!next.added) await record({ visitId: next.id, kind: "delayed", delayS: minutes * MINUTE_S });
}

async function cancel(id) {
  if (id.startsWith("new:")) change({ cancelled: id }, told.words.times);
  else await record({ visitId: id, kind: "cancelled" }); // the outbox tells, and the visit is taken out
}

function add(account, after, drives) {
  const places = { [last()?.place ?? day.start_place]: drives.here, [day.end_place]: drives.end };
  for (const stop of day.stops) if (stop.id in drives.stops) places[stop.place] = drives.stops[stop.id];
  change({ added: { ...account, added: true, promised_s: null, missed: false }, after, drives: places }, told.words.times);
}

const last = () => day.stops.filter((stop) => ["done", "arrived"].includes(known[stop.id])).at(-1);

/* Visits called off since the times were made leave the day. */
function takeOut() {
  const off = day.stops.filter((stop) => ["skipped", "cancelled"].includes(known[stop.id]));
  for (const stop of off) change({ cancelled: stop.id }, told.words.times);
  paint();
}

function change(happened, said) {
  day = retime(day, happened, { now_s: nowS(), states: known });
  try {
    localStorage.setItem(KEY, JSON.stringify({ on: facts.on, plan: facts.plan, day }));
  } catch { /* a phone that keeps nothing still shows the times now */ }
  find("changed").querySelector("[data-said]").textContent = said;
  paint();
}

/* The times as they were changed on this phone, of this very plan; other reps' and other plans' are dropped. */
function kept() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("kproute:times:") && key !== KEY) localStorage.removeItem(key);
    const stored = JSON.parse(localStorage.getItem(KEY));
    return stored?.on === facts.on && stored.plan === facts.plan ? stored.day : null;
  } catch {
    return null;
  }
}

function forget() {
  try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}

/* What the office has to know to plan the rest: added accounts, and when the rep can go on. */
function asked() {
  const midnight = new Date(`${facts.on}T00:00:00`).getTime();
  const left = day.left && day.left.after === (last()?.id ?? null) ? day.left.free_s : null;
  return {
    add: day.stops.filter((stop) => stop.added).map((stop) => stop.account_id),
    ...(left === null ? {} : { free_at: new Date(midnight + left * 1000).toISOString() }),
  };
}

function paint() {
  const before = new Map(told.day.stops.map((stop) => [stop.id, stop]));
  const now = new Map(day.stops.map((stop) => [stop.id, stop]));
  for (const stop of before.values()) paintStop(stop, now.get(stop.id));
  paintAround();
  for (const row of document.querySelectorAll(".stop[data-added]")) row.remove();
  day.stops.forEach((stop, n) => { if (stop.added) showAdded(stop, day.stops[n - 1]); });
  const select = find("cancel").querySelector("select");
  select.replaceChildren(...ahead().map((stop) => new Option(stop.name, stop.id)));
  find("cancel").hidden = !select.options.length;
  find("late").hidden = !select.options.length;
  showMisses(before);
}

function paintStop(was, is) {
  for (const place of document.querySelectorAll(`[data-stop="${CSS.escape(was.id)}"], [data-card="${CSS.escape(was.id)}"]`)) {
    place.classList.toggle("missed", Boolean(is?.missed));
    paintTime(place.querySelector(".time"), span(was), is ? span(is) : null);
  }
}

/* The old time in grey and the new one in green; none where it is off, one where nothing changed. */
function paintTime(time, was, is) {
  if (was === is) time.textContent = was;
  else time.replaceChildren(element("s", was), ...(is === null ? [] : [" ", element("ins", is)]));
}

/* Leaving, lunch, and coming back. */
function paintAround() {
  const homes = document.querySelectorAll(".route .home .time");
  const lunch = document.querySelector(".route .lunch .time");
  const { depart_s, return_s } = told.day;
  if (homes.length) paintTime(homes[0], clock(depart_s), clock(day.depart_s));
  if (homes.length > 1) paintTime(homes[homes.length - 1], clock(return_s), clock(day.return_s));
  if (lunch && told.day.lunch_s !== null && day.lunch) paintTime(lunch, lunchSpan(told.day), day.lunch_s === null ? null : lunchSpan(day));
}

function showAdded(stop, before) {
  const row = element("li", "");
  row.className = "stop added";
  row.dataset.added = stop.id;
  const name = element("bdi", stop.name);
  name.className = "name";
  const time = element("b", "");
  time.className = "time";
  time.append(element("ins", span(stop)));
  row.append(element("span", told.words.new), name, time);
  const after = before ? document.querySelector(`[data-stop="${CSS.escape(before.id)}"], [data-added="${CSS.escape(before.id)}"]`) : null;
  if (after) after.after(row);
  else document.querySelector(".route .home").after(row);
}

function showMisses(before) {
  const { words } = told;
  const box = find("changed");
  const moved = day.stops.some((stop) => stop.added || span(stop) !== span(before.get(stop.id))) || day.stops.length !== before.size;
  const misses = day.stops.filter((stop) => stop.missed).map((stop) => say(stop.promised_s === null ? words.misses : words.misses_promise, {
    name: stop.name, time: clock(stop.start_s), promised: clock(stop.promised_s),
  }));
  if (day.lunch_s !== null && day.lunch && day.lunch_s > day.lunch.latest_s) misses.push(say(words.misses_lunch, { time: clock(day.lunch_s) }));
  if (overrun_s(day) > 0) misses.push(say(words.overrun, { time: clock(day.return_s), n: Math.ceil(overrun_s(day) / MINUTE_S) }));
  const said = box.querySelector("[data-said]");
  said.textContent ||= words.times;
  if (!moved && said.textContent) said.textContent = words.same_times;
  box.querySelector("[data-misses]").replaceChildren(...misses.map((text) => element("li", text)));
  const onlyHere = box.querySelector("[data-only-here]");
  onlyHere.textContent = words.only_here;
  onlyHere.hidden = !day.stops.some((stop) => stop.added);
  box.hidden = day === told.day;
}

const lunchSpan = ({ lunch_s, lunch }) => `${clock(lunch_s)}–${clock(lunch_s + lunch.duration_s)}`;
const span = (stop) => `${clock(stop.start_s)}–${clock(stop.departure_s)}`;

function element(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}

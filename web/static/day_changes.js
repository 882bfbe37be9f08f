/* When something comes between: the rep is late, a customer cancels, somebody is seen on the way, the day begins elsewhere.
 *
 * List and map show the new day at once, also without a network, and what now misses its hours is named. Planning the
 * rest anew is the office's to do, and the rep's to accept. In the page: `_changes.html`, and the rows of the list.
 */
import { clock, nowOn } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { dayMap } from "./day_map.js";
import { chooseStart, knowsPlaces, whereNow } from "./day_start.js";
import { daySheet, paintTime, spanOf } from "./day_sheet.js";
import { element } from "./element.js";
import { forgetTimes, keepTimes, keptTimes } from "./kept_times.js";
import { findNear } from "./near.js";
import { record, states } from "./outbox.js";
import { askReplan } from "./replan.js";
import { overrun_s, retime } from "./retime.js";
import { driveSeconds } from "./straight_line.js";
import { nextStop } from "./visit_state.js";

const MINUTE_S = 60;
const island = document.getElementById("day_changes");
const told = island ? JSON.parse(island.textContent) : null;
const OVER = ["done", "skipped", "cancelled"];

let day = told?.day;
let known = {};
let showList;
let showMap;
let here = null; // where the rep said he begins; this tab alone knows it

const find = (name) => document.querySelector(`[data-${name}]`);

export async function showChanges() {
  if (!told || !told.day.stops.length) return;
  showList = daySheet(told.day, told.words);
  showMap = dayMap(told.day, told.words);
  const kept = keptTimes();
  day = kept.day ?? told.day;
  here = kept.here;
  known = await statesNow();
  takeOut();
  find("late").addEventListener("click", (event) => { if (event.target.dataset.lateMin) late(Number(event.target.dataset.lateMin)); });
  onSubmit("late", (form) => late(Number(form.minutes.value)));
  onSubmit("cancel", (form) => cancel(form.visit.value));
  findNear(told.words, add);
  chooseStart(told.words, start);
  find("replan").addEventListener("click", replan);
  document.addEventListener("kproute:outbox", async () => { known = await statesNow(); takeOut(); });
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

/* The day from this place on, or from home (null). */
function start(place) {
  here = place;
  if (place === null && isOtherwiseAsPlanned()) asPlanned();
  else change({ starts: place && drivesFrom(place) }, told.words.times);
}

const isOtherwiseAsPlanned = () => !day.late_s && (nowOn(facts.on) ?? 0) <= told.day.depart_s
  && day.stops.map(({ id }) => id).join() === told.day.stops.map(({ id }) => id).join();

function asPlanned() {
  day = told.day;
  forgetTimes();
  paint();
}

/* Seconds from a place to every place of the day that is known. */
function drivesFrom(place) {
  const points = day.drive_s.map((_, n) => day.points?.[n] ?? (n === day.start_place ? here : null));
  return Object.fromEntries(points.flatMap((point, n) => (point ? [[n, driveSeconds(told.speeds, place, point)]] : [])));
}

/* The office knows where he was last, or that he begins at home; what it does not know is estimated here. */
function add(account, after, drives) {
  const places = { ...drivesFrom(account.point), [last()?.place ?? told.day.start_place]: drives.here, [day.end_place]: drives.end };
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
  day = retime(day, happened, { now_s: nowOn(facts.on), states: known });
  keepTimes(day, here);
  find("changed").querySelector("[data-said]").textContent = said;
  paint();
}

const startsHere = () => Boolean(day.is_from_here) && !last();

/* A tab that was opened anew does not know the place that the times begin at, and asks for it again. */
async function replan() {
  if (startsHere() && !here) {
    here = await whereNow();
    keepTimes(day, here);
    paint();
  }
  if (startsHere() && !here) find("changed").querySelector("[data-said]").textContent = told.words.no_place;
  else askReplan(told.words, asked, forgetTimes);
}

/* What the office has to know to plan the rest: added accounts, where the day begins, and when the rep can go on. */
function asked() {
  const midnight = new Date(`${facts.on}T00:00:00`).getTime();
  const left = day.left && day.left.after === (last()?.id ?? null) ? day.left.free_s : null;
  return {
    add: day.stops.filter((stop) => stop.added).map((stop) => stop.account_id),
    ...(startsHere() ? { position: { lat: here[0], lon: here[1] } } : {}),
    ...(left === null ? {} : { free_at: new Date(midnight + left * 1000).toISOString() }),
  };
}

function paint() {
  showList(day);
  showMap(day, { here, states: known, next: nextId() });
  const now = new Map(day.stops.map((stop) => [stop.id, stop]));
  for (const stop of told.day.stops) paintStop(stop, now.get(stop.id));
  const end = document.querySelector("[data-day-end]");
  if (end) paintTime(end, clock(told.day.return_s), clock(day.return_s));
  const left = ahead();
  find("cancel").querySelector("select").replaceChildren(...left.map((stop) => new Option(stop.name, stop.id)));
  for (const name of ["cancel", "late"]) find(name).hidden = !left.length;
  paintStart();
  showMisses();
}

/* The stop to go to now, also where it was added here: the map marks the way to it. */
function nextId() {
  const off = told.day.stops.filter(({ id }) => OVER.includes(known[id]) && !day.stops.some((stop) => stop.id === id));
  return nextStop([...off, ...day.stops], (id) => known[id] ?? "planned", nowOn(facts.on))?.id ?? null;
}

function paintStart() {
  find("start").hidden = Boolean(last()) || !ahead().length || nowOn(facts.on) === null || !knowsPlaces();
  find("from-here").setAttribute("aria-pressed", String(startsHere()));
  find("from-home").setAttribute("aria-pressed", String(!startsHere()));
  find("replan").textContent = startsHere() ? told.words.replan_here : told.words.replan;
}

function paintStop(was, is) {
  for (const place of document.querySelectorAll(`[data-stop="${CSS.escape(was.id)}"], [data-card="${CSS.escape(was.id)}"]`)) {
    place.classList.toggle("missed", Boolean(is?.missed));
    if (place.dataset.card) paintTime(place.querySelector(".time"), span(was), is ? span(is) : null);
  }
}

function showMisses() {
  const { words } = told;
  const box = find("changed");
  const misses = day.stops.filter((stop) => stop.missed).map((stop) => say(stop.promised_s === null ? words.misses : words.misses_promise, {
    name: stop.name, time: clock(stop.start_s), promised: clock(stop.promised_s),
  }));
  if (day.lunch_s !== null && day.lunch && day.lunch_s > day.lunch.latest_s) misses.push(say(words.misses_lunch, { time: clock(day.lunch_s) }));
  if (overrun_s(day) > 0) misses.push(say(words.overrun, { time: clock(day.return_s), n: Math.ceil(overrun_s(day) / MINUTE_S) }));
  const said = box.querySelector("[data-said]");
  said.textContent ||= words.times;
  if (day.stops.map(span).join() === told.day.stops.map(span).join()) said.textContent = words.same_times;
  box.querySelector("[data-misses]").replaceChildren(...misses.map((text) => element("li", text)));
  box.querySelector("[data-only-here]").hidden = !day.stops.some((stop) => stop.added);
  box.hidden = day === told.day || !ahead().length;
}

const span = ({ start_s, departure_s }) => spanOf({ from_s: start_s, until_s: departure_s });

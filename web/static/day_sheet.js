/* The list of the day on the page, kept as the day runs: the server's rows in their new order and with their new times,
 * and between them those that it could not know. */
import { clock, duration } from "./clock.js";
import { say } from "./day_facts.js";
import { dayRows, numbersOf } from "./day_rows.js";
import { element } from "./element.js";

const CLASSES = { leave: "home" };

export const spanOf = ({ from_s, until_s }) => `${clock(from_s)}–${clock(until_s)}`;

/* The old time in grey and the new one in green; none where it is off, one where nothing changed. */
export function paintTime(time, was, is) {
  if (was === is) time.textContent = was;
  else time.replaceChildren(element("s", was), ...(is === null ? [] : [" ", element("ins", is)]));
}

/* The list that the server made of the day `planned`, as a function that makes it that of another day. */
export function daySheet(planned, words) {
  const list = document.querySelector(".route");
  const served = [...list.children];
  const wasOf = new Map(dayRows(planned).filter(({ kind }) => kind !== "gap").map((row) => [keyOf(row), row]));
  const nodes = servedNodes(list, [...wasOf.keys()]);

  return (day) => {
    const rows = dayRows(day);
    const order = day === planned ? served : withCalledOff(rows.map(nodeOf), planned, nodes);
    const shown = [...list.children];
    if (order.length !== shown.length || order.some((node, n) => node !== shown[n])) list.replaceChildren(...order);
    const isOf = new Map(rows.map((row) => [keyOf(row), row]));
    for (const [key, was] of wasOf) {
      const time = nodes.get(key)?.querySelector(".time");
      if (time && was.kind !== "drive") paintTime(time, said(was), isOf.has(key) ? said(isOf.get(key)) : null);
    }
    for (const stop of planned.stops) {
      const waits = nodes.get(`stop ${stop.id}`).querySelector(".wait");
      if (waits) waits.hidden = isOf.get(`stop ${stop.id}`)?.stop.arrival_s !== stop.arrival_s;
    }
    for (const [id, number] of numbersOf(planned, day)) {
      const where = CSS.escape(id);
      for (const place of document.querySelectorAll(`[data-visit="${where}"] > b, [data-by="${where}"]`)) place.textContent = number;
    }
  };

  function nodeOf(row) {
    const key = keyOf(row);
    if (wasOf.has(key) && nodes.has(key)) return nodes.get(key);
    if (!nodes.has(key)) nodes.set(key, row.stop ? addedRow(row.stop, words) : element("li", "", CLASSES[row.kind] ?? row.kind));
    const node = nodes.get(key);
    if (row.stop) node.querySelector(".time").replaceChildren(element("ins", said(row)));
    else node.replaceChildren(...parts(row, words));
    return node;
  }
}

function keyOf({ kind, stop, starts, after, to, from_s }) {
  if (kind === "stop") return `stop ${stop.id}`;
  if (kind === "drive") return `drive ${after} to ${to}`;
  if (kind === "leave") return starts ? `leave ${starts}` : kind;
  return kind === "gap" ? `gap ${from_s}` : kind;
}

const said = (row) => (row.kind === "leave" || row.kind === "return" ? clock(row.from_s) : spanOf(row));

/* The server's rows by their key; its drives stand in the order of the day. */
function servedNodes(list, keys) {
  const homes = list.querySelectorAll(".home");
  const drives = keys.filter((key) => key.startsWith("drive "));
  const nodes = new Map([...list.querySelectorAll(".drive")].map((row, n) => [drives[n], row]));
  for (const row of list.querySelectorAll("[data-stop]")) nodes.set(`stop ${row.dataset.stop}`, row);
  nodes.set("leave", homes[0]).set("return", homes[homes.length - 1]);
  const lunch = list.querySelector(".lunch");
  return lunch ? nodes.set("lunch", lunch) : nodes;
}

/* A visit that is called off stands behind the one that it was planned after. */
function withCalledOff(order, planned, nodes) {
  let before = order.find((node) => node.classList.contains("home"));
  for (const stop of planned.stops) {
    const node = nodes.get(`stop ${stop.id}`);
    if (!order.includes(node)) order.splice(order.indexOf(before) + 1, 0, node);
    before = node;
  }
  return order;
}

function parts(row, words) {
  const time = element("b", said(row), "time");
  if (row.kind === "drive") return [element("span", `${duration(row.drive_s, words)} · ${words.estimated}`)];
  if (row.kind === "gap") return [element("span", say(words.free, { duration: duration(row.until_s - row.from_s, words) })), time];
  if (row.kind === "lunch") return [element("span", words.lunch), time];
  time.replaceChildren(element("ins", said(row)));
  return [element("span", words.here), time];
}

/* A stop that was added on this phone, built as the server builds a row; its pin is the map's. */
function addedRow(stop, words) {
  const pin = KPRoute.pin(stop, "");
  pin.dataset.visit = stop.id;
  const under = element("span", "", "under");
  under.append(element("span", words.new, "chip new"), element("span", stop.worth, "worth"));
  const summary = document.createElement("summary");
  summary.append(pin, element("bdi", stop.name, "name"), element("b", "", "time"), under);
  const more = element("div", "", "more");
  more.append(element("p", stop.address));
  const details = document.createElement("details");
  details.append(summary, more);
  const row = element("li", "", "stop");
  row.dataset.stop = stop.id;
  row.append(details);
  return row;
}

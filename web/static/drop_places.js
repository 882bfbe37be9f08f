/* Where a stop can be put: the lists of days, which have places in them, and whatever else stands for a rep's day. */

const LISTS = "ol[data-rep][data-on]:not([data-closed])";
const WHOLE_DAYS = "[data-to-rep]";

const stopsOf = (list, moved) => [...list.querySelectorAll("[data-account]")].filter((stop) => stop !== moved);

/* The place that a stop has now. */
export function placeOf(stop) {
  const list = stop.closest("ol");
  const position = [...list.querySelectorAll("[data-account]")].indexOf(stop);
  return { node: list, rep: list.dataset.rep, on: list.dataset.on, position, of: stopsOf(list, stop).length + 1 };
}

/* The same rep, day and position. */
export const isSame = (a, b) => a.rep === b.rep && a.on === b.on && (a.position === b.position || b.position === null);

/* What lies under the pointer, null for nothing that takes a stop. */
export function placeAt(x, y, moved) {
  const under = document.elementFromPoint(x, y);
  const list = under?.closest(LISTS);
  if (list) return inList(list, moved, stopsOf(list, moved).filter((stop) => middle(stop) < y).length);
  const day = under?.closest(WHOLE_DAYS);
  return day ? wholeDay(day, moved) : null;
}

/* One step with an arrow key: up and down in a list, left and right from day to day, those of the same rep first. */
export function placeBeside(place, key, moved) {
  if (key === "ArrowUp" || key === "ArrowDown") {
    const { of, position: from } = place;
    if (of === undefined) return place; // a day without places
    const position = from === null ? (key === "ArrowUp" ? of - 1 : 0) : from + (key === "ArrowUp" ? -1 : 1);
    return inList(place.node, moved, Math.min(Math.max(position, 0), place.of - 1));
  }
  const days = everyDay(placeOf(moved), moved);
  const next = days.findIndex((day) => day.rep === place.rep && day.on === place.on) + (key === "ArrowLeft" ? -1 : 1);
  return days[Math.min(Math.max(next, 0), days.length - 1)];
}

/* The stop before which the place lies, null at the end of the list. */
export const stopAfter = (place, moved) => stopsOf(place.node, moved)[place.position] ?? null;

function inList(list, moved, position) {
  return { node: list, rep: list.dataset.rep, on: list.dataset.on, position, of: stopsOf(list, moved).length + 1 };
}

function wholeDay(node, moved) {
  return { node, rep: node.dataset.toRep, on: node.dataset.toOn ?? moved.closest("ol").dataset.on, position: null };
}

function everyDay(origin, moved) {
  const lists = [...document.querySelectorAll(LISTS)].map((list) => (list === origin.node ? origin : inList(list, moved, null)));
  const days = new Map(lists.map((place) => [`${place.rep} ${place.on}`, place]));
  for (const node of document.querySelectorAll(WHOLE_DAYS)) {
    const place = wholeDay(node, moved);
    if (!days.has(`${place.rep} ${place.on}`)) days.set(`${place.rep} ${place.on}`, place);
  }
  const own = [...days.values()].filter((place) => place.rep === origin.rep).sort((a, b) => (a.on < b.on ? -1 : 1));
  return [...own, ...[...days.values()].filter((place) => place.rep !== origin.rep)];
}

function middle(stop) {
  const box = stop.getBoundingClientRect();
  return box.top + box.height / 2;
}

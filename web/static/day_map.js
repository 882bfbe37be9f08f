/* The map of a day that runs otherwise than planned: what map.js draws, made of what the server drew and of what this
 * phone knows. A way that the plan does not have is a straight line, and says that it is estimated. */
import { facts } from "./day_facts.js";
import { numbersOf } from "./day_rows.js";
import { spanOf } from "./day_sheet.js";
import { onMap } from "./map_shift.js";

/* The map that the server made of the day `planned`, as a function that tells the document how another day is drawn:
 * `here` is where it begins, null where that is not known; `states` says where each visit stands, `next` which is next. */
export function dayMap(planned, words) {
  const served = JSON.parse(document.getElementById("map_data").textContent);
  const ofKind = (kind) => served.features.features.filter(({ properties }) => properties.kind === kind);
  const legs = ofKind("leg");
  const places = [legs[0].geometry.coordinates[0], ...legs.map(({ geometry }) => geometry.coordinates.at(-1))];
  const pins = new Map(ofKind("stop").map((pin) => [pin.properties.id, pin]));
  let shown = keyOf(served);

  return (day, { here, states, next }) => {
    const { features, cards } = day === planned ? served : { features: featuresOf(day, here), cards: cardsOf(day, states) };
    const key = keyOf({ features, cards });
    const detail = key === shown ? { next } : { next, features, cards };
    shown = key;
    document.dispatchEvent(new CustomEvent("kproute:day", { detail }));
  };

  function featuresOf(day, here) {
    const way = [
      { id: "", place: day.start_place, at: positionOf(day, day.start_place, here) },
      ...day.stops.map(({ id, place }) => ({ id, place, at: positionOf(day, place) })),
      { id: "", place: day.end_place, at: positionOf(day, day.end_place) },
    ];
    const driven = day.stops.length ? way.slice(1).map((to, n) => legOf(way[n], to)).filter((leg) => leg !== null) : [];
    const features = [...driven, ...bases(day, way[0].at), ...meal(day, way), ...stopsOf(day)];
    return { type: "FeatureCollection", features };
  }

  /* Where a place lies on this map, null where nobody knows. */
  function positionOf(day, place, here = null) {
    if (place < places.length) return places[place];
    const point = day.points?.[place] ?? here;
    return point ? onMap(point, planned.points, places) : null;
  }

  function legOf(from, to) {
    if (!from.at) return null;
    if (to.place === from.place + 1 && to.place < places.length) return legs[from.place];
    const geometry = { type: "LineString", coordinates: [from.at, to.at] };
    return { type: "Feature", geometry, properties: { kind: "leg", to: to.id, estimated: true } };
  }

  /* Home, and where the rep is if his day begins there. */
  function bases(day, start) {
    const homes = ofKind("home");
    if (!day.is_from_here) return homes;
    return [...(start ? [point(start, { kind: "here", name: words.here })] : []), homes.at(-1)];
  }

  /* Lunch on the way stands half way between the places around it. */
  function meal(day, way) {
    if (day.lunch_s === null || day.lunch_s < day.depart_s || day.lunch_s >= day.return_s) return [];
    const after = day.stops.filter((stop) => stop.start_s < day.lunch_s).length;
    const [from, to] = [way[after].at, way[after + 1].at];
    return from ? [point([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], { kind: "lunch" })] : [];
  }

  /* Pins with the numbers of the list; a visit that is called off keeps its place and has none. */
  function stopsOf(day) {
    const numbers = numbersOf(planned, day);
    const known = planned.stops.map(({ id }) => {
      const pin = pins.get(id);
      return { ...pin, properties: { ...pin.properties, number: numbers.get(id) } };
    });
    const added = day.stops.filter((stop) => stop.added).map((stop) => (
      point(positionOf(day, stop.place), { kind: "stop", id: stop.id, number: numbers.get(stop.id), category: stop.category })
    ));
    return [...known, ...added.filter(({ geometry }) => geometry.coordinates)];
  }

  function cardsOf(day, states) {
    const now = new Map(day.stops.map((stop) => [stop.id, stop]));
    const card = (known, id) => {
      const stop = now.get(id);
      const state = states[id] ?? "planned";
      const span = stop ? spanOf({ from_s: stop.start_s, until_s: stop.departure_s }) : facts.words.kinds[state];
      return [id, { ...known, span, state }];
    };
    const added = day.stops.filter((stop) => stop.added);
    return Object.fromEntries([
      ...Object.entries(served.cards).map(([id, known]) => card(known, id)),
      ...added.map(({ id, name }) => card({ name, lines: [words.new] }, id)),
    ]);
  }
}

const point = (coordinates, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });

const keyOf = ({ features, cards }) => JSON.stringify([features, cards]);

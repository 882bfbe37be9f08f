/* Draws a planned day or week on the Leaflet map that Folium made.
 *
 * A classic script, not a module: exported pages are opened from disk, where browsers load no modules.
 * Every text from the data goes through textContent; nothing here reads data as HTML.
 */
"use strict";

const KPRoute = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const PIN_PX = 32;
  const SMALL_PIN_PX = 22; // where a map carries many
  const MANY = 40;
  const ASIDE_PX = 30; // the farthest a pin may step from its place
  const COLOURS = 14; // of the palette in map.css
  const LIFTED = 1000; // above every other pin

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function shape(id, className) {
    const svg = document.createElementNS(SVG, "svg");
    if (className) svg.setAttribute("class", className);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", "#" + id);
    svg.append(use);
    return svg;
  }

  function icon(node, px) {
    return L.divIcon({ html: node, className: "mark", iconSize: [px, px], popupAnchor: [0, -px / 2] });
  }

  function latLng(feature) {
    const [lon, lat] = feature.geometry.coordinates;
    return L.latLng(lat, lon);
  }

  /* The streets that a way follows where they are known, else straight lines between its places. */
  function line(feature) {
    const { way } = feature.properties;
    return way === undefined ? feature.geometry.coordinates.map(([lon, lat]) => L.latLng(lat, lon)) : decoded(way);
  }

  /* The points of an encoded polyline of five digits: differences in groups of five bits, the lowest first. */
  function decoded(way) {
    const numbers = [];
    let value = 0;
    let shift = 0;
    for (let index = 0; index < way.length; index += 1) {
      const bits = way.charCodeAt(index) - 63;
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits < 32) {
        numbers.push(value & 1 ? ~(value >> 1) : value >> 1);
        value = 0;
        shift = 0;
      }
    }
    const points = [];
    for (let index = 0, lat = 0, lon = 0; index < numbers.length; index += 2) {
      lat += numbers[index];
      lon += numbers[index + 1];
      points.push(L.latLng(lat / 1e5, lon / 1e5));
    }
    return points;
  }

  /* The class of a rep's marks; those beyond the palette have a colour for the second time, dashed. */
  function tone(colour) {
    return "rep-" + (colour % COLOURS) + (colour >= COLOURS ? " again" : "");
  }

  function pin(facts, letter) {
    const node = element("span", "pin");
    node.dataset.due = facts.due || "none";
    if (facts.appointment) node.dataset.appointment = "";
    if (facts.colour !== undefined) node.className += " " + tone(facts.colour);
    node.append(shape("shape-" + facts.category), element("b", "", letter));
    return node;
  }

  function popup(card, words, stop) {
    const node = element("div", "card");
    node.append(element("h3", "", card.name));
    const [first, ...others] = card.lines;
    for (const text of [card.span ? `${card.span} · ${first}` : first, ...others]) node.append(element("p", "", text));
    if (card.href) {
      const link = element("a", "", card.link || words.navigate);
      link.href = card.href;
      if (!card.link) { link.target = "_blank"; link.rel = "noopener"; link.dataset.navigate = stop; }
      node.append(link);
    }
    return node;
  }

  /* A popup stays clear of the buttons in the map's upper corners. */
  function popupRoom(map) {
    const width = map.getSize().x;
    return { maxWidth: Math.min(280, width - 132), minWidth: 150, autoPanPaddingTopLeft: [60, 8], autoPanPaddingBottomRight: [60, 24] };
  }

  /* A small arrow two thirds along a leg; hidden where the leg is too short on screen to carry it. */
  function arrow(map, points) {
    const flat = points.map((point) => map.project(point, 20));
    const steps = flat.slice(1).map((to, index) => to.distanceTo(flat[index]));
    let ahead = steps.reduce((sum, step) => sum + step, 0) * 0.62; // a little beyond the middle of the way
    let step = 0;
    while (step < steps.length - 1 && ahead > steps[step]) {
      ahead -= steps[step];
      step += 1;
    }
    const [from, to] = [flat[step], flat[step + 1]];
    const at = map.unproject(from.add(to.subtract(from).multiplyBy(steps[step] ? ahead / steps[step] : 0)), 20);
    const ends = [points[0], points[points.length - 1]];
    const node = shape("icon-arrow", "arrow");
    node.style.transform = `rotate(${Math.atan2(to.y - from.y, to.x - from.x)}rad)`;
    const mark = L.marker(at, { icon: icon(node, 12), interactive: false, keyboard: false, zIndexOffset: -500 });
    const show = () => {
      const length = map.latLngToLayerPoint(ends[0]).distanceTo(map.latLngToLayerPoint(ends[1]));
      node.classList.toggle("hidden", length < 48);
    };
    mark.on("add", () => { map.on("zoomend", show); show(); });
    mark.on("remove", () => map.off("zoomend", show));
    return mark;
  }

  /* Pins that would cover each other step aside by a few pixels, each by the same rule on every screen. */
  function stagger(map, marks, apart) {
    const home = marks.map((mark) => map.latLngToLayerPoint(mark.place));
    const now = home.map((point, index) => point.add([Math.cos(index * 2.4) / 2, Math.sin(index * 2.4) / 2]));
    for (let round = 0; round < 24; round += 1) {
      let moved = false;
      for (let a = 0; a < now.length; a += 1) {
        for (let b = a + 1; b < now.length; b += 1) {
          const gap = now[b].subtract(now[a]);
          const length = Math.hypot(gap.x, gap.y) || 0.01;
          if (length >= apart) continue;
          const push = gap.multiplyBy((apart - length) / length / 2);
          now[a] = within(home[a], now[a].subtract(push));
          now[b] = within(home[b], now[b].add(push));
          moved = true;
        }
      }
      if (!moved) break;
    }
    marks.forEach((mark, index) => mark.setLatLng(map.layerPointToLatLng(now[index])));
  }

  function within(home, point) {
    const step = point.subtract(home);
    const length = Math.hypot(step.x, step.y);
    return length <= ASIDE_PX ? point : home.add(step.multiplyBy(ASIDE_PX / length));
  }

  /* A row of the list and its pin light up together: a tapped pin opens its row, an opened row lifts its pin. Rows come
   * and go, and so do pins: the function that is returned takes those that are drawn now. */
  function link(map) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    let marks = [];
    let selected = null;
    let hovered = null;
    const rows = () => document.querySelectorAll("[data-stop]");
    const idAt = (node) => {
      const found = node.closest("[data-stop], [data-visit]");
      return found ? found.dataset.stop ?? found.dataset.visit : null;
    };
    const light = (id, kind) => {
      for (const mark of marks) mark.node.classList.toggle(kind, mark.stop === id);
      for (const row of rows()) row.classList.toggle(kind, row.dataset.stop === id);
    };
    const select = (id) => {
      selected = id;
      light(id, "selected");
      for (const mark of marks) mark.setZIndexOffset(mark.stop === id ? LIFTED : 0);
    };
    const open = (id) => {
      select(id);
      const row = [...rows()].find(({ dataset }) => dataset.stop === id);
      if (!row) return;
      const details = row.querySelector("details");
      if (details) details.open = true;
      row.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
    };
    document.addEventListener("mouseover", ({ target }) => {
      const id = idAt(target);
      if (id !== hovered) light(id, "hovered");
      hovered = id;
    });
    document.addEventListener("toggle", ({ target }) => {
      const row = target.closest("[data-stop]");
      const mark = row && marks.find(({ stop }) => stop === row.dataset.stop);
      if (!mark || !target.open || row.querySelector("details") !== target) return;
      select(mark.stop);
      map.panInside(mark.place, { padding: [40, 40] });
    }, true);
    return (drawn) => {
      marks = drawn;
      for (const mark of marks) mark.on("click", () => open(mark.stop));
      if (selected !== null) select(selected);
    };
  }

  /* Check boxes named rep:ID, day:DATE or left_out decide which layers are on the map. */
  function toggles(map, drawn, restagger) {
    const boxes = [...document.querySelectorAll("[data-layer]")];
    const apply = () => {
      const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.layer));
      for (const { group, names } of drawn().layers.values()) {
        if (names.some((name) => off.has(name))) map.removeLayer(group);
        else map.addLayer(group);
      }
      restagger();
    };
    for (const box of boxes) box.addEventListener("change", apply);
    return apply;
  }

  function wholeRoute(map, fit, words) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = element("div", "leaflet-bar");
      const button = element("a", "whole");
      button.href = "#";
      button.setAttribute("role", "button");
      button.title = words.whole;
      button.setAttribute("aria-label", words.whole);
      button.append(shape("icon-whole", "icon"));
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); fit(); });
      bar.append(button);
      return bar;
    };
    control.addTo(map);
  }

  function tellWhenBaseMapFails(map) {
    const note = document.querySelector(".map-note");
    map.eachLayer((layer) => {
      if (!(layer instanceof L.TileLayer)) return;
      let loaded = false;
      layer.on("tileload", () => { loaded = true; if (note) note.hidden = true; });
      layer.on("tileerror", () => { if (note && !loaded) note.hidden = false; });
    });
  }

  /* The layers of all features, on no map yet, with what is in them. */
  function built(map, data) {
    const layers = new Map();
    const marks = [];
    const legs = [];
    const everything = L.latLngBounds([]);
    const stops = L.latLngBounds([]);
    const many = isMany(data);

    function group(facts) {
      const names = facts.rep === undefined ? [facts.kind === "left_out" ? "left_out" : "day"] : ["rep:" + facts.rep, "day:" + facts.on];
      const key = names.join("\n");
      if (!layers.has(key)) layers.set(key, { group: L.layerGroup(), names });
      return layers.get(key).group;
    }

    function stop(feature) {
      const facts = feature.properties;
      const card = data.cards[facts.id];
      const node = pin(facts, facts.weekday === undefined ? facts.number : data.words.weekdays[facts.weekday]);
      node.classList.toggle("medium", many);
      node.dataset.visit = facts.id;
      if (card.state) node.dataset.state = card.state;
      const mark = L.marker(latLng(feature), { icon: icon(node, many ? SMALL_PIN_PX : PIN_PX), riseOnHover: true });
      const tip = card.span ? `${facts.number} · ${card.span}` : card.tip;
      mark.on("add", () => mark.getElement().setAttribute("aria-label", `${card.name} · ${tip}`));
      mark.place = latLng(feature);
      mark.stop = facts.id;
      mark.node = node;
      mark.layer = group(facts);
      mark.bindTooltip(element("span", "", tip), { direction: "top", offset: [0, -14] });
      mark.bindPopup(popup(card, data.words, facts.id), popupRoom(map));
      mark.on("popupopen", () => mark.closeTooltip());
      marks.push(mark);
      mark.layer.addLayer(mark);
      L.circleMarker(mark.place, { radius: 3, className: "spot", interactive: false }).addTo(mark.layer);
    }

    function leg(feature) {
      const facts = feature.properties;
      const colour = facts.colour === undefined ? "" : " " + tone(facts.colour);
      const guessed = facts.estimated ? " estimated" : "";
      const on = group(facts);
      L.polyline(line(feature), { className: "casing", interactive: false }).addTo(on);
      legs.push({ to: facts.to, path: L.polyline(line(feature), { className: "leg" + colour + guessed, interactive: false }).addTo(on) });
      const points = line(feature);
      if (facts.kind === "leg" && !points[0].equals(points[points.length - 1])) arrow(map, points).addTo(on);
    }

    function plain(feature) {
      const facts = feature.properties;
      const on = group(facts);
      if (facts.kind === "left_out") {
        L.circleMarker(latLng(feature), { radius: 4, className: "left-out", interactive: false }).addTo(on);
        return;
      }
      const whose = facts.initials !== undefined;
      const node = whose ? element("span", "badge " + tone(facts.colour), facts.initials) : element("span", "mark-" + facts.kind);
      if (!whose) node.append(shape("icon-" + facts.kind, "icon"));
      // Initials lie above the pins, and let a finger through to them.
      const mark = L.marker(latLng(feature), { icon: icon(node, 28), interactive: !whose, keyboard: false, zIndexOffset: whose ? LIFTED : -200 });
      if (!whose) mark.bindTooltip(element("span", "", facts.kind === "lunch" ? data.words.lunch : facts.name), { direction: "top", offset: [0, -12] });
      mark.addTo(on);
    }

    for (const feature of data.features.features) {
      const kind = feature.properties.kind;
      if (feature.geometry.type === "Point" && kind !== "left_out") everything.extend(latLng(feature));
      if (kind === "leg" || kind === "route") leg(feature);
      else if (kind === "stop") stop(feature);
      else plain(feature);
      if (kind === "stop") stops.extend(latLng(feature));
    }
    return { layers, marks, legs, everything, stops };
  }

  /* Main roads under the tiles, which cover them wherever there are any. */
  function drawUnder(map, { roads, thanks }) {
    map.createPane("roads").style.zIndex = 150;
    for (const { rank, ways } of [...roads].reverse()) {
      L.polyline(ways.map(decoded), { pane: "roads", className: "road rank-" + rank, interactive: false }).addTo(map);
    }
    map.attributionControl.addAttribution(thanks);
  }

  const isMany = ({ cards }) => Object.keys(cards).length > MANY;

  /* Draw the data, and draw it anew whenever the document says by `kproute:day` that the day has changed: its detail has
   * the stop that is `next`, and the `features` and `cards` where they are others than before. */
  function draw(map, data) {
    if (data.base) drawUnder(map, data.base);
    let drawn = built(map, data);
    const room = { paddingTopLeft: [68, 30], paddingBottomRight: [68, 60], maxZoom: 16, animate: false };
    const fit = (bounds) => { if (bounds.isValid()) map.fitBounds(bounds, room); };
    /* A home far away must not squeeze the stops into one heap: then the stops come first. One stop is no heap. */
    const seenFirst = ({ everything, stops, marks }) => {
      const closer = marks.length > 1 && map.getBoundsZoom(stops) - map.getBoundsZoom(everything) > 1.5;
      return closer ? stops : everything;
    };
    const pinPx = isMany(data) ? SMALL_PIN_PX : PIN_PX;
    const restagger = () => stagger(map, drawn.marks.filter((mark) => map.hasLayer(mark.layer)), pinPx - 3);
    const lead = (next) => { for (const { to, path } of drawn.legs) path.getElement()?.classList.toggle("next", to === next); };

    map.attributionControl.setPrefix("Leaflet");
    fit(seenFirst(drawn));
    const show = toggles(map, () => drawn, restagger);
    const linked = link(map);
    show();
    linked(drawn.marks);
    lead(data.next);
    document.addEventListener("kproute:day", ({ detail }) => {
      if (detail.features) {
        const reached = drawn.everything;
        for (const { group } of drawn.layers.values()) map.removeLayer(group);
        drawn = built(map, { ...data, ...detail });
        // Nothing moves under a thumb, but where the day reaches farther than it did.
        if (!reached.contains(drawn.everything)) fit(drawn.everything);
        show();
        linked(drawn.marks);
      }
      lead(detail.next);
    });
    map.on("zoomend", restagger);
    wholeRoute(map, () => fit(drawn.everything), data.words);
    tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }

  return { COLOURS, draw, element, icon, pin, popup, popupRoom, shape, tellWhenBaseMapFails, wholeRoute };
})();

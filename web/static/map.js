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
  const COLOURS = 8;
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

  function line(feature) {
    return feature.geometry.coordinates.map(([lon, lat]) => L.latLng(lat, lon));
  }

  function pin(facts, letter) {
    const node = element("span", "pin");
    node.dataset.due = facts.due || "none";
    if (facts.appointment) node.dataset.appointment = "";
    if (facts.colour !== undefined) node.classList.add("rep-" + (facts.colour % COLOURS));
    node.append(shape("shape-" + facts.category), element("b", "", letter));
    return node;
  }

  function popup(card, words, stop) {
    const node = element("div", "card");
    node.append(element("h3", "", card.name));
    for (const text of card.lines) node.append(element("p", "", text));
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
  function arrow(map, ends) {
    const at = L.latLng(ends[0].lat + (ends[1].lat - ends[0].lat) * 0.62, ends[0].lng + (ends[1].lng - ends[0].lng) * 0.62);
    const node = shape("icon-arrow", "arrow");
    const from = map.project(ends[0], 20);
    const to = map.project(ends[1], 20);
    node.style.transform = `rotate(${Math.atan2(to.y - from.y, to.x - from.x)}rad)`;
    const mark = L.marker(at, { icon: icon(node, 12), interactive: false, keyboard: false, zIndexOffset: -500 });
    const show = () => {
      const length = map.latLngToLayerPoint(ends[0]).distanceTo(map.latLngToLayerPoint(ends[1]));
      node.classList.toggle("hidden", length < 48);
    };
    map.on("zoomend", show);
    show();
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

  /* A row of the list and its pin light up together: a tapped pin opens its row, an opened row lifts its pin. */
  function link(map, marks) {
    const rows = new Map([...document.querySelectorAll("[data-stop]")].map((row) => [row.dataset.stop, row]));
    const markOf = new Map(marks.map((mark) => [mark.stop, mark]));
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    const light = (id, kind) => {
      for (const mark of marks) mark.node.classList.toggle(kind, mark.stop === id);
      for (const [key, row] of rows) row.classList.toggle(kind, key === id);
    };
    const select = (id) => {
      light(id, "selected");
      for (const mark of marks) mark.setZIndexOffset(mark.stop === id ? LIFTED : 0);
    };
    for (const mark of marks) {
      mark.on("click", () => {
        const row = rows.get(mark.stop);
        select(mark.stop);
        if (!row) return;
        const details = row.querySelector("details");
        if (details) details.open = true;
        row.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
      });
      mark.on("mouseover", () => light(mark.stop, "hovered"));
      mark.on("mouseout", () => light(null, "hovered"));
    }
    for (const [id, row] of rows) {
      const mark = markOf.get(id);
      if (!mark) continue;
      row.querySelector("details")?.addEventListener("toggle", (event) => {
        if (!event.target.open) return;
        select(id);
        map.panInside(mark.place, { padding: [40, 40] });
      });
      row.addEventListener("mouseenter", () => light(id, "hovered"));
      row.addEventListener("mouseleave", () => light(null, "hovered"));
    }
  }

  /* Check boxes named rep:ID, day:DATE or left_out decide which layers are on the map. */
  function toggles(map, layers, restagger) {
    const boxes = [...document.querySelectorAll("[data-layer]")];
    const apply = () => {
      const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.layer));
      for (const { group, names } of layers) {
        if (names.some((name) => off.has(name))) map.removeLayer(group);
        else map.addLayer(group);
      }
      restagger();
    };
    for (const box of boxes) box.addEventListener("change", apply);
    apply();
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

  function draw(map, data) {
    const layers = new Map();
    const marks = [];
    const everything = L.latLngBounds([]);
    const stops = L.latLngBounds([]);
    const many = Object.keys(data.cards).length > MANY;
    const legs = [];

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
      mark.on("add", () => mark.getElement().setAttribute("aria-label", card.name + " · " + card.tip));
      mark.place = latLng(feature);
      mark.stop = facts.id;
      mark.node = node;
      mark.layer = group(facts);
      mark.bindTooltip(element("span", "", card.tip), { direction: "top", offset: [0, -14] });
      mark.bindPopup(popup(card, data.words, facts.id), popupRoom(map));
      mark.on("popupopen", () => mark.closeTooltip());
      marks.push(mark);
      mark.layer.addLayer(mark);
      L.circleMarker(mark.place, { radius: 3, className: "spot", interactive: false }).addTo(mark.layer);
    }

    function leg(feature) {
      const facts = feature.properties;
      const colour = facts.colour === undefined ? "" : " rep-" + (facts.colour % COLOURS);
      const on = group(facts);
      L.polyline(line(feature), { className: "casing", interactive: false }).addTo(on);
      legs.push({ to: facts.to, path: L.polyline(line(feature), { className: "leg" + colour, interactive: false }).addTo(on) });
      const points = line(feature);
      for (let index = 1; index < points.length && facts.kind === "leg"; index += 1) {
        if (!points[index].equals(points[index - 1])) arrow(map, [points[index - 1], points[index]]).addTo(on);
      }
    }

    function plain(feature) {
      const facts = feature.properties;
      const on = group(facts);
      if (facts.kind === "left_out") {
        L.circleMarker(latLng(feature), { radius: 4, className: "left-out", interactive: false }).addTo(on);
        return;
      }
      const node = element("span", "mark-" + facts.kind + (facts.colour === undefined ? "" : " rep-" + (facts.colour % COLOURS)));
      node.append(shape("icon-" + facts.kind, "icon"));
      const mark = L.marker(latLng(feature), { icon: icon(node, 28), keyboard: false, zIndexOffset: -200 });
      mark.bindTooltip(element("span", "", facts.kind === "lunch" ? data.words.lunch : facts.name), { direction: "top", offset: [0, -12] });
      mark.addTo(on);
    }

    /* The leg to the stop of this number stands out. */
    function lead(number) {
      for (const { to, path } of legs) path.getElement()?.classList.toggle("next", to === number);
    }

    const room = { paddingTopLeft: [68, 30], paddingBottomRight: [68, 60], maxZoom: 16 };
    const fit = (bounds) => { if (bounds.isValid()) map.fitBounds(bounds, room); };
    /* A home far away must not squeeze the stops into one heap: then the stops come first. One stop is no heap. */
    const fitFirst = () => {
      const closer = Object.keys(data.cards).length > 1 && map.getBoundsZoom(stops) - map.getBoundsZoom(everything) > 1.5;
      fit(closer ? stops : everything);
    };
    const restagger = () => stagger(map, marks.filter((mark) => map.hasLayer(mark.layer)), (many ? SMALL_PIN_PX : PIN_PX) - 3);

    map.attributionControl.setPrefix("Leaflet");
    for (const feature of data.features.features) {
      if (feature.geometry.type !== "Point" || feature.properties.kind === "left_out") continue;
      everything.extend(latLng(feature));
      if (feature.properties.kind === "stop") stops.extend(latLng(feature));
    }
    fitFirst();
    for (const feature of data.features.features) {
      const kind = feature.properties.kind;
      if (kind === "leg" || kind === "route") leg(feature);
      else if (kind === "stop") stop(feature);
      else plain(feature);
    }
    toggles(map, [...layers.values()], restagger);
    lead(data.next);
    document.addEventListener("kproute:next", (event) => lead(event.detail.number));
    map.on("zoomend", restagger);
    link(map, marks);
    wholeRoute(map, () => fit(everything), data.words);
    tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }

  return { draw, element, icon, popup, popupRoom, shape, tellWhenBaseMapFails, wholeRoute };
})();

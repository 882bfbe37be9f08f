/* Thousands of accounts on one canvas: shape by category, colour by due state, linked with the rows of the table.
 *
 * A classic script beside map.js, whose parts it uses; every text goes through textContent.
 */
"use strict";

const KPRouteAccounts = (() => {
  const COLOURS = ["--bad", "--warn", "--ok", "--ink-2"]; // overdue, due, not due, no interval
  const RADIUS = 5;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function trace(context, kind, { x, y }, r) {
    context.beginPath();
    if (kind === "prospect") context.arc(x, y, r, 0, Math.PI * 2);
    else if (kind === "maintenance") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else for (let corner = 0; corner < 6; corner += 1) context.lineTo(x + r * 1.1 * Math.sin(corner * Math.PI / 3), y - r * 1.1 * Math.cos(corner * Math.PI / 3));
    context.closePath();
  }

  /* Leaflet's canvas knows circles only; it is asked to fill and stroke another outline. */
  const Dot = L.CircleMarker.extend({
    _updatePath() {
      const canvas = this._renderer;
      if (!canvas._drawing || this._empty()) return;
      trace(canvas._ctx, this.options.kind, this._point, this._radius);
      canvas._fillStroke(canvas._ctx, this);
    },
  });

  function style(due, open) {
    const paint = colour(COLOURS[due]);
    return { color: open ? colour("--surface") : paint, weight: open ? 1 : 1.5, fillColor: open ? paint : colour("--surface"), fillOpacity: 1 };
  }

  function table() {
    return new Map([...document.querySelectorAll("tr[data-account]")].map((row) => [row.dataset.account, row]));
  }

  function card(data, points, index) {
    const lines = [`${data.kind_names[points.kinds[index]]} · ${data.due_names[points.dues[index]]}`];
    return KPRoute.popup({ name: points.names[index], lines, href: `/accounts/${encodeURIComponent(points.ids[index])}`, link: data.words.open }, data.words, "");
  }

  function plot(map, data, points) {
    const canvas = L.canvas({ padding: 0.3, tolerance: 4 });
    const rows = table();
    const places = points.lats.map((lat, index) => L.latLng(lat, points.lons[index]));
    const dots = places.map((place, index) => new Dot(place, {
      renderer: canvas, radius: RADIUS, kind: data.kinds[points.kinds[index]], bubblingMouseEvents: false, ...style(points.dues[index], points.open[index]),
    }));
    const ring = L.circleMarker([0, 0], { radius: 11, className: "found", interactive: false });
    const light = (id, at) => {
      for (const [key, row] of rows) row.classList.toggle("hovered", key === id);
      if (at) ring.setLatLng(at).addTo(map);
      else ring.remove();
    };
    dots.forEach((dot, index) => {
      const id = points.ids[index];
      dot.on("mouseover", () => light(id, places[index]));
      dot.on("mouseout", () => light(null, null));
      dot.on("click", () => {
        map.openPopup(L.popup(KPRoute.popupRoom(map)).setLatLng(places[index]).setContent(card(data, points, index)));
        rows.get(id)?.scrollIntoView({ block: "nearest" });
      });
    });
    const at = new Map(points.ids.map((id, index) => [id, places[index]]));
    for (const [id, row] of rows) {
      const place = at.get(id);
      if (!place) continue;
      const show = () => { if (!map.getBounds().contains(place)) map.panTo(place); light(id, place); };
      row.addEventListener("mouseenter", show);
      row.addEventListener("focusin", show);
      row.addEventListener("mouseleave", () => light(null, null));
    }
    const whole = L.latLngBounds(places);
    const fit = () => { if (whole.isValid()) map.fitBounds(whole, { padding: [32, 32], maxZoom: 15, animate: false }); };
    fit();
    L.layerGroup(dots).addTo(map);
    KPRoute.wholeRoute(map, fit, data.words);
    dark.addEventListener("change", () => dots.forEach((dot, index) => dot.setStyle(style(points.dues[index], points.open[index]))));
    map.getContainer().dataset.points = String(dots.length);
  }

  async function draw(map, data) {
    map.attributionControl.setPrefix("Leaflet");
    KPRoute.tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    const answer = await fetch(data.points, { credentials: "same-origin" });
    if (answer.ok) plot(map, data, await answer.json());
    else document.querySelector(".map-note").hidden = false;
  }

  return { draw };
})();

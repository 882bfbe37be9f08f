/* Pins of accounts whose place nobody stands for: dragged on the map, or moved by the fields of their rows.
 *
 * A classic script beside map.js, whose parts it uses; every text goes through textContent or a title.
 */
"use strict";

const KPRoutePlaces = (() => {
  const PIN_PX = 32;
  const NEAR = 16; // the zoom at which a house can be told from the next

  function icon(node) {
    const pin = KPRoute.element("span", "pin");
    pin.dataset.due = node.dataset.sure === "yes" ? "not_due" : "due";
    pin.append(KPRoute.shape("shape-prospect"), KPRoute.element("b", "", node.dataset.place));
    return KPRoute.icon(pin, PIN_PX);
  }

  /* A row, its two fields and its pin: whichever is moved moves the others. */
  function row(map, data, node) {
    const [lat, lon] = ["lat", "lon"].map((name) => node.querySelector(`[name=${name}]`));
    const [set, look] = ["[data-set]", "[data-show]"].map((part) => node.querySelector(part));
    let pin = null;

    const typed = () => {
      const at = [lat, lon].map((field) => (field.value.trim() === "" ? NaN : Number(field.value)));
      return at.every(Number.isFinite) && Math.abs(at[0]) <= 89 && Math.abs(at[1]) <= 179 ? L.latLng(at) : null;
    };
    const tell = () => {
      const at = pin.getLatLng().wrap();
      lat.value = at.lat.toFixed(data.decimals);
      lon.value = at.lng.toFixed(data.decimals);
      node.dataset.moved = "";
    };
    const light = (on) => {
      node.classList.toggle("hovered", on);
      pin?.getElement()?.querySelector(".pin").classList.toggle("hovered", on);
    };
    const stand = (at) => {
      if (pin) { pin.setLatLng(at); return; }
      pin = L.marker(at, { icon: icon(node), draggable: true, autoPan: true, title: node.dataset.name });
      pin.on("dragend", tell);
      pin.on("mouseover", () => light(true));
      pin.on("mouseout", () => light(false));
      pin.on("click", () => node.scrollIntoView({ block: "nearest" }));
      pin.addTo(map);
      look.disabled = false;
    };
    const show = () => { if (pin) { map.setView(pin.getLatLng(), Math.max(map.getZoom(), NEAR), { animate: false }); light(true); } };

    for (const field of [lat, lon]) field.addEventListener("change", () => { const at = typed(); if (at) { stand(at); show(); } });
    set.addEventListener("click", () => { stand(map.getCenter()); tell(); light(true); });
    look.addEventListener("click", show);
    look.disabled = true; // until there is a pin
    node.addEventListener("mouseenter", () => light(true));
    node.addEventListener("mouseleave", () => light(false));
    if (typed()) stand(typed());
  }

  function draw(map, data) {
    map.attributionControl.setPrefix("Leaflet");
    KPRoute.tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    const whole = L.latLngBounds(data.features.features.map(({ geometry }) => [geometry.coordinates[1], geometry.coordinates[0]]));
    const fit = () => { if (whole.isValid()) map.fitBounds(whole, { padding: [48, 48], maxZoom: NEAR, animate: false }); };
    fit();
    for (const node of document.querySelectorAll("[data-place]")) row(map, data, node);
    KPRoute.wholeRoute(map, fit, data.words);
    map.getContainer().dataset.drawn = "";
  }

  return { draw };
})();

/* One place as three coordinate systems write it: three rings, whose middles are one point if they agree.
 *
 * A classic script beside map.js, whose parts it uses; every text goes through textContent.
 */
"use strict";

const KPRouteDatums = (() => {
  const RADIUS_PX = { wgs84: 22, gcj02: 14, bd09: 6 };
  const NEAR = 17; // the zoom at which a house can be told from the next

  function ring({ geometry, properties }) {
    const [lon, lat] = geometry.coordinates;
    const mark = L.circleMarker([lat, lon], { radius: RADIUS_PX[properties.datum], weight: 4, className: `ring-${properties.datum}` });
    return mark.bindTooltip(KPRoute.element("span", "", properties.name), { direction: "top" });
  }

  function draw(map, data) {
    map.attributionControl.setPrefix("Leaflet");
    KPRoute.tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    const rings = data.features.features.map(ring);
    const whole = L.latLngBounds(rings.map((mark) => mark.getLatLng()));
    const fit = () => map.fitBounds(whole, { padding: [48, 48], maxZoom: NEAR, animate: false });
    fit();
    for (const mark of rings) mark.addTo(map);
    KPRoute.wholeRoute(map, fit, data.words);
    map.getContainer().dataset.drawn = "";
  }

  return { draw };
})();

/* Thousands of accounts on one canvas, coloured by rep, with an outline round what each rep has.
 *
 * A classic script beside map.js, whose parts it uses; every text goes through textContent.
 */
"use strict";

const KPRouteTerritories = (() => {
  const { COLOURS } = KPRoute; // reps beyond them are drawn hollow
  const OUTLINED = 0.95; // of a rep's accounts, those nearest to their middle: strays must not stretch it
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let ready = null;

  function value(name, node = document.documentElement) {
    return getComputedStyle(node).getPropertyValue(name).trim();
  }

  function colours() {
    const probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
    const found = [];
    for (let n = 0; n < COLOURS; n += 1) {
      probe.className = `rep-${n}`;
      found.push(value("--rep", probe));
    }
    probe.remove();
    return { reps: found, nobody: value("--ink-2"), surface: value("--surface") };
  }

  function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  /* The convex hull (Andrew's monotone chain) of the points [lat, lon] that lie nearest to their middle. */
  function outline(points) {
    if (points.length < 3) return [];
    const [lat, lon] = [median(points.map((p) => p[0])), median(points.map((p) => p[1]))];
    const squeeze = Math.cos(lat * Math.PI / 180);
    const far = (p) => (p[0] - lat) ** 2 + ((p[1] - lon) * squeeze) ** 2;
    const near = [...points].sort((a, b) => far(a) - far(b)).slice(0, Math.max(3, Math.ceil(points.length * OUTLINED)));
    near.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    const half = (from) => {
      const chain = [];
      for (const p of from) {
        while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
        chain.push(p);
      }
      return chain.slice(0, -1);
    };
    return [...half(near), ...half([...near].reverse())];
  }

  /* Draws accounts, homes and outlines; `paint(owners, homes)` colours them anew. */
  function draw(map, data, points) {
    const canvas = L.canvas({ padding: 0.3, tolerance: 4 });
    const places = points.lats.map((lat, n) => L.latLng(lat, points.lons[n]));
    const dots = places.map((place) => L.circleMarker(place, { renderer: canvas, radius: 4.5, bubblingMouseEvents: false }));
    const shapes = L.layerGroup().addTo(map);
    const marks = L.layerGroup().addTo(map);
    const tip = L.tooltip({ direction: "top", offset: [0, -6] });
    let hulls = [];
    let now = { owners: points.owners, homes: points.reps.map((rep) => ({ at: rep.home, name: rep.name })) };

    function style(rep, tones) {
      if (rep < 0) return { color: tones.nobody, weight: 2, fillColor: tones.surface, fillOpacity: 1 };
      const tone = tones.reps[rep % COLOURS];
      const hollow = Math.floor(rep / COLOURS) % 2 === 1;
      return { color: hollow ? tone : tones.surface, weight: hollow ? 2.5 : 1, fillColor: hollow ? tones.surface : tone, fillOpacity: 1 };
    }

    function paint(owners, homes) {
      now = { owners, homes };
      const tones = colours();
      dots.forEach((dot, n) => dot.setStyle(style(owners[n], tones)));
      shapes.clearLayers();
      hulls = [];
      marks.clearLayers();
      homes.forEach(({ at, name }, rep) => {
        const hull = outline(places.filter((_, n) => owners[n] === rep).map((place) => [place.lat, place.lng]));
        const tone = tones.reps[rep % COLOURS];
        const dashed = rep >= COLOURS ? "6 6" : null;
        if (hull.length > 2) hulls[rep] = L.polygon(hull, { renderer: canvas, interactive: false, color: tone, weight: 2, dashArray: dashed, fillColor: tone, fillOpacity: 0.06 }).addTo(shapes).bringToBack();
        if (!at) return;
        const node = KPRoute.element("span", `mark-home rep-${rep % COLOURS}`);
        node.append(KPRoute.shape("icon-home", "icon"));
        L.marker(at, { icon: KPRoute.icon(node, 28), keyboard: false, title: name }).addTo(marks);
      });
    }

    /* The outline of this rep stands out; null: none does. */
    function stress(rep) {
      hulls.forEach((hull, n) => hull.setStyle({ weight: n === rep ? 5 : 2, fillOpacity: n === rep ? 0.22 : 0.06 }));
    }

    dots.forEach((dot, n) => {
      const card = () => KPRoute.element("span", "", `${points.names[n]} · ${now.owners[n] < 0 ? data.words.nobody : now.homes[now.owners[n]].name}`);
      dot.on("mouseover click", () => { tip.setLatLng(places[n]).setContent(card()).addTo(map); });
      dot.on("mouseout", () => tip.remove());
    });
    L.layerGroup(dots).addTo(map);
    const whole = L.latLngBounds([...places, ...points.reps.map((rep) => L.latLng(rep.home))]);
    const fit = () => { if (whole.isValid()) map.fitBounds(whole, { padding: [32, 32], maxZoom: 15, animate: false }); };
    fit();
    paint(now.owners, now.homes);
    KPRoute.wholeRoute(map, fit, data.words);
    dark.addEventListener("change", () => paint(now.owners, now.homes));
    map.getContainer().dataset.points = String(dots.length);
    return { paint, stress };
  }

  /* Called by the page once there is a map; whoever waits gets it with its data. */
  function begin(map, data) {
    map.attributionControl.setPrefix("Leaflet");
    KPRoute.tellWhenBaseMapFails(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    ready(map, data);
  }

  return { begin, draw, outline, COLOURS, whenReady: (then) => { ready = then; } };
})();

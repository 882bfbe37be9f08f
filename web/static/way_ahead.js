/* The rest of the day in map apps: as visits are made or called off, their places leave the links.
 *
 * The server wrote each link through all the stops that were ahead when the page was made (web/navigation.py); `stays`
 * says of each of its places whether it still is.
 */
const BETWEEN = "%7C"; // several places in one value
const APPLES = "+to:";
const LAST_AND_VIA = [["destination", "waypoints"], ["dlat", "vialats"], ["dlon", "vialons"], ["dname", "vianames"]];

export function showWayAhead() {
  const parts = [...document.querySelectorAll("[data-way]")].map((part) => ({
    part,
    places: [...part.querySelectorAll("[data-by]")],
    links: [...part.querySelectorAll("[data-app]")].map((link) => ({ link, whole: link.href })),
  }));
  document.addEventListener("kproute:next", ({ detail }) => {
    for (const { part, places, links } of parts) {
      const stays = places.map(({ dataset }) => !dataset.by || detail.ahead.includes(dataset.by));
      places.forEach((place, n) => { place.hidden = !stays[n]; });
      part.hidden = !stays.includes(true);
      if (!part.hidden) for (const { link, whole } of links) link.href = through(whole, stays);
    }
  });
}

/* The link through some of its places, at least one. */
export function through(href, stays) {
  const [base, query] = href.split("?");
  const told = new Map(query.split("&").map((pair) => pair.split("=")));
  const left = (places) => places.filter((_, n) => stays[n]);
  if (told.has("daddr")) told.set("daddr", left(told.get("daddr").split(APPLES)).join(APPLES));
  for (const [last, via] of LAST_AND_VIA) {
    if (!told.has(last)) continue;
    const places = left([...(told.get(via)?.split(BETWEEN) ?? []), told.get(last)]);
    told.set(last, places.pop());
    if (places.length) told.set(via, places.join(BETWEEN));
    else told.delete(via);
    if (told.has("vian")) told.set("vian", String(places.length));
  }
  if (told.get("vian") === "0") told.delete("vian");
  return `${base}?${[...told].map((pair) => pair.join("=")).join("&")}`;
}

/* Where the day begins: at home, or where the rep is now. The phone is asked for its place by his tap and never else;
 * the place stays in this tab (kept_times.js), which forgets it when it is closed.
 * In the page: `data-start` of `_changes.html`. */

const ASKING = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 };

/* Whether this phone may be asked at all: browsers tell no place to a page without https. */
export const knowsPlaces = () => isSecureContext && "geolocation" in navigator;

/* Where the phone is, as [lat, lon]; null where it does not tell. */
export function whereNow() {
  return new Promise((told) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => told([coords.latitude, coords.longitude]),
      () => told(null),
      ASKING,
    );
  });
}

/* Let the rep choose; `from(place)` begins the day at a place, null: at home. */
export function chooseStart(words, from) {
  const box = document.querySelector("[data-start]");
  const said = box.querySelector("[data-said]");
  box.querySelector("[data-from-home]").addEventListener("click", () => {
    said.textContent = "";
    from(null);
  });
  box.querySelector("[data-from-here]").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    said.textContent = words.locating;
    const place = await whereNow();
    button.disabled = false;
    said.textContent = place ? "" : words.no_place;
    if (place) from(place);
  });
}

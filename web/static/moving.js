/* Stops are moved by hand on whatever page has them: dragged by mouse, pen or finger, or by the arrow keys on their grip.
 *
 * A mouse may take a stop anywhere, a finger and a pen by its grip, for elsewhere they scroll. Wherever it is let go,
 * the page asks what that would bring; nothing is saved before somebody says so there.
 */
import { say as filled } from "./day_facts.js";
import { isSame, placeAt, placeBeside, placeOf, stopAfter } from "./drop_places.js";
import { element } from "./element.js";
import { ask } from "./move_panel.js";

const FAR_PX = 6; // from here on a press is a drag
const EDGE_PX = 56; // so near to an edge the page scrolls along
const STEP_PX = 14; // in each frame
const voice = document.querySelector("[data-moving]");
const marker = element("li", "", "drop-here");
marker.setAttribute("aria-hidden", "true");

let moving = null; // { stop, grip, place, and while it is dragged: from, at, ghost }

const say = (name, values) => { voice.textContent = filled(voice.dataset[name], values); };

function begin(grip) {
  const stop = grip.closest("[data-account]");
  moving = { stop, grip, place: placeOf(stop) };
}

function mark(place) {
  for (const node of document.querySelectorAll(".target")) node.classList.remove("target");
  marker.remove();
  moving.place = place;
  if (!place) return;
  if (place.position === null) place.node.classList.add("target");
  else if (!isSame(placeOf(moving.stop), place)) place.node.insertBefore(marker, stopAfter(place, moving.stop));
}

function leave() {
  if (!moving) return;
  mark(null);
  moving.ghost?.remove();
  moving.stop.classList.remove("dragged");
  document.body.classList.remove("moving");
  moving = null;
}

/* Ask what the place brings that was chosen; false where it is the one the stop has. */
function choose() {
  const { place, stop, grip } = moving;
  const is_other = place !== null && !isSame(placeOf(stop), place);
  leave();
  if (!is_other) return false;
  const asked = new URL(grip.href);
  asked.searchParams.set("to_rep", place.rep);
  asked.searchParams.set("on", place.on);
  if (place.position !== null) asked.searchParams.set("position", place.position);
  say("asking");
  ask(asked.href);
  return true;
}

/* By keys */
const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

function pressed(event, grip) {
  if (event.key === "Escape" && moving) {
    leave();
    say("left");
  }
  if (!ARROWS.includes(event.key)) return;
  event.preventDefault();
  if (moving?.grip !== grip) begin(grip);
  const place = placeBeside(moving.place, event.key, moving.stop);
  mark(place);
  place.node.scrollIntoView({ block: "nearest" });
  const told = { day: place.node.dataset.told, n: place.position + 1, of: place.of };
  if (isSame(placeOf(moving.stop), place)) say("same");
  else say(place.position === null ? "day" : "place", told);
}

/* By pointer */
function grabbed(event, grip) {
  if (event.button !== 0 || !event.isPrimary) return;
  const is_grip = event.target.closest("[data-grip]");
  if (!is_grip && (event.pointerType !== "mouse" || event.target.closest("a, button, input, select, textarea, .more"))) return;
  leave();
  begin(grip);
  moving.from = event;
}

function dragged(event) {
  if (!moving?.from || event.pointerId !== moving.from.pointerId) return;
  if (!moving.ghost) {
    if (Math.hypot(event.clientX - moving.from.clientX, event.clientY - moving.from.clientY) < FAR_PX) return;
    moving.ghost = element("p", moving.stop.querySelector("bdi").textContent, "ghost");
    document.body.append(moving.ghost);
    document.body.classList.add("moving");
    moving.stop.classList.add("dragged");
    getSelection().removeAllRanges();
    requestAnimationFrame(scrollAlong);
  }
  moving.at = event;
  moving.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 8}px`;
  mark(placeAt(event.clientX, event.clientY, moving.stop));
}

function dropped(event) {
  if (!moving?.from || event.pointerId !== moving.from.pointerId) return;
  if (!moving.ghost) return leave(); // a click, which its own listener hears
  addEventListener("click", noClick, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", noClick, { capture: true }));
  choose();
}

function noClick(event) {
  event.preventDefault();
  event.stopPropagation();
}

/* While the pointer stays at an edge, what can be scrolled there is scrolled. */
function scrollAlong() {
  if (!moving?.ghost) return;
  const { clientX: x, clientY: y } = moving.at;
  const pane = scrollerOf(moving.stop);
  const { top, bottom } = pane === document.scrollingElement ? { top: 0, bottom: innerHeight } : pane.getBoundingClientRect();
  if (y < top + EDGE_PX) pane.scrollTop -= STEP_PX;
  if (y > bottom - EDGE_PX) pane.scrollTop += STEP_PX;
  mark(placeAt(x, y, moving.stop));
  requestAnimationFrame(scrollAlong);
}

function scrollerOf(node) {
  for (let pane = node.parentElement; pane; pane = pane.parentElement) {
    if (pane.scrollHeight > pane.clientHeight && ["auto", "scroll"].includes(getComputedStyle(pane).overflowY)) return pane;
  }
  return document.scrollingElement;
}

for (const grip of document.querySelectorAll("[data-grip]")) {
  const stop = grip.closest("[data-account]");
  stop.classList.add("movable");
  stop.addEventListener("pointerdown", (event) => grabbed(event, grip));
  stop.addEventListener("dragstart", (event) => event.preventDefault()); // of the browser, which would carry the link away
  grip.addEventListener("keydown", (event) => pressed(event, grip));
  grip.addEventListener("blur", () => { if (!moving?.from) leave(); });
  grip.addEventListener("click", (event) => {
    event.preventDefault();
    if (moving?.grip !== grip || !choose()) ask(grip.href);
  });
}
addEventListener("pointermove", dragged);
addEventListener("pointerup", dropped);
addEventListener("pointercancel", leave);
addEventListener("keydown", (event) => { if (event.key === "Escape" && moving?.from) leave(); });

/* What the rep does at a stop: buttons that record it, and the page as it stands after that.
 *
 * In the page: `data-stop` (row), `data-card` (the card of the next stop), `data-visit` (pins), `data-actions` (buttons,
 * each with the kind it records in `data-act`), `data-told` (what was reported), `dialog[data-ask]` (kinds that ask first).
 */
import { nowOn } from "./clock.js";
import { facts } from "./day_facts.js";
import { element } from "./element.js";
import { record, states } from "./outbox.js";
import { nextStop } from "./visit_state.js";

const all = (name, visitId) => document.querySelectorAll(`[data-${name}="${CSS.escape(visitId)}"]`);
const dialogOf = (kind) => document.querySelector(`dialog[data-ask="${kind}"]`);

let painted = 0;

export function showActions() {
  document.addEventListener("click", act);
  document.addEventListener("kproute:outbox", paint);
  addEventListener("load", paint); // by then the map has its pins
  for (const dialog of document.querySelectorAll("dialog[data-ask]")) {
    dialog.querySelector("form").addEventListener("submit", (event) => answer(event, dialog));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }
  for (const group of document.querySelectorAll("[data-actions]")) group.hidden = false;
  paint();
}

function act(event) {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const kind = button.dataset.act;
  const visitId = button.closest("[data-actions]").dataset.actions;
  const dialog = dialogOf(kind);
  if (dialog) ask(dialog, visitId);
  else keep(visitId, kind);
}

function ask(dialog, visitId) {
  dialog.dataset.askFor = visitId;
  dialog.querySelector("[data-name]").textContent = facts.stops.find((stop) => stop.id === visitId).name;
  dialog.querySelector("textarea").value = "";
  dialog.showModal();
}

/* A reason by its button, or words of one's own; closing the dialog records nothing. */
function answer(event, dialog) {
  event.preventDefault();
  const text = event.submitter?.value || dialog.querySelector("textarea").value.trim();
  if (!text) {
    dialog.querySelector("textarea").focus();
    return;
  }
  dialog.close();
  keep(dialog.dataset.askFor, dialog.dataset.ask, text);
}

async function keep(visitId, kind, text = "") {
  const buttons = [...all("actions", visitId)].flatMap((group) => [...group.querySelectorAll("button")]);
  for (const button of buttons) button.disabled = true;
  try {
    await record({ visitId, kind, text });
    navigator.storage?.persist?.(); // what waits here is asked to be spared when the phone is full
  } catch {
    document.dispatchEvent(new CustomEvent("kproute:unkept"));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

async function paint() {
  const turn = (painted += 1);
  const known = await states();
  if (turn !== painted) return; // a later one knows more
  const stateOfStop = (id) => known.get(id)?.state || "planned";
  for (const stop of facts.stops) {
    const state = stateOfStop(stop.id);
    for (const name of ["stop", "card", "visit", "actions"]) {
      for (const node of all(name, stop.id)) node.dataset.state = state;
    }
    for (const word of all("stands", stop.id)) word.textContent = facts.words.kinds[state] || "";
    for (const list of all("told", stop.id)) list.replaceChildren(...(known.get(stop.id)?.events || []).map(told));
  }
  showNext(nextStop(facts.stops, stateOfStop, nowOn(facts.on)), stateOfStop);
}

/* An event in a line: when, what, and whether the office has it. */
export function told(event) {
  const time = new Date(event.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const text = event.text ? `${time} ${facts.words.kinds[event.kind]} · ${event.text}` : `${time} ${facts.words.kinds[event.kind]}`;
  const mark = element("span", facts.words[event.state]);
  mark.dataset.kept = event.state;
  const line = element("li");
  line.append(text, " ", mark);
  return line;
}

/* The document hears `kproute:next`: which visits are still ahead. */
function showNext(next, stateOfStop) {
  for (const card of document.querySelectorAll("[data-card]")) card.hidden = card.dataset.card !== (next ? next.id : "");
  const ahead = facts.stops.filter((stop) => next && stop.number >= next.number && stateOfStop(stop.id) === "planned");
  document.dispatchEvent(new CustomEvent("kproute:next", { detail: { ahead: ahead.map((stop) => stop.id) } }));
}

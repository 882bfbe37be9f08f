/* A debrief in four taps, kept like every event; where another visit follows, two times to offer come at once.
 *
 * In the page: `_debrief.html` under each stop, and the accounts of the stops in the island `day_changes`.
 */
import { clock, dayName } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { element } from "./element.js";
import { newEventId } from "./event_id.js";
import { record } from "./outbox.js";

const island = document.getElementById("day_changes");
const told = island ? JSON.parse(island.textContent) : null;

export function showDebriefs() {
  for (const box of document.querySelectorAll("[data-debrief]")) {
    box.hidden = false;
    box.addEventListener("toggle", () => addLearnt(box), { once: true });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("fieldset button");
      if (button) answer(box, button);
    });
    restart(box);
  }
}

/* What may have been learnt beside: one template for all stops, copied when a debrief is first opened. */
function addLearnt(box) {
  const fold = document.getElementById("learnt");
  if (fold) step(box, "next").before(fold.content.cloneNode(true));
  showLearnt(box, Boolean(chosen(box, "stands")));
}

const steps = (box) => [...box.querySelectorAll("[data-step]")];
const step = (box, name) => box.querySelector(`[data-step="${name}"]`);
const chosen = (box, name) => step(box, name).querySelector("[aria-pressed=true]")?.value ?? null;

function restart(box) {
  for (const button of box.querySelectorAll("fieldset button")) button.setAttribute("aria-pressed", "false");
  for (const one of steps(box)) one.hidden = one.dataset.step !== "result";
  for (const select of box.querySelectorAll("[data-learnt] select")) select.value = "";
  showLearnt(box, false);
}

function showLearnt(box, shown) {
  const fold = box.querySelector("[data-learnt]");
  if (fold) fold.hidden = !shown;
}

/* Counts go as numbers, answers as their words; what nobody touched stays as it was. */
function learnt(box) {
  const told = [...box.querySelectorAll("[data-learnt] select")].filter((select) => select.value);
  return Object.fromEntries(told.map(({ name, value }) => [name, /^\d+$/.test(value) ? Number(value) : value]));
}

/* Nobody met: how it stands is not asked. */
function answer(box, button) {
  const at = button.closest("[data-step]");
  for (const other of at.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  const { stands, next } = { stands: step(box, "stands"), next: step(box, "next") };
  if (at.dataset.step === "result") {
    stands.hidden = button.value === "nobody";
    next.hidden = button.value !== "nobody" && !chosen(box, "stands");
    showLearnt(box, button.value !== "nobody" && !next.hidden);
  } else if (at.dataset.step === "stands") {
    next.hidden = false;
    showLearnt(box, true);
  } else {
    keep(box);
  }
}

async function keep(box) {
  const { words } = told;
  const said = box.querySelector("[data-said]");
  const visitId = box.dataset.debrief;
  const result = chosen(box, "result");
  const [interest, refusal] = result === "nobody" ? [] : chosen(box, "stands").split(":");
  const next = chosen(box, "next");
  const outcome = { result, ...(interest && { interest }), ...(refusal && { refusal }), next_step: next, ...(result !== "nobody" && learnt(box)) };
  try {
    await record({ visitId, kind: "debrief", outcome });
  } catch {
    said.textContent = words.debrief.unkept;
    return;
  }
  restart(box);
  said.textContent = words.debrief.kept;
  if (next === "visit") await offer(box, visitId);
}

async function offer(box, visitId) {
  const words = told.words.debrief;
  const said = box.querySelector("[data-said]");
  const account = told.day.stops.find((stop) => stop.id === visitId)?.account_id;
  said.textContent = words.looking;
  try {
    const answer = await fetch(`${address(account)}?from=${tomorrow()}&to=${inTwoWeeks()}`);
    if (answer.ok) show(box, visitId, (await answer.json()).choices, words.offer);
    else said.textContent = answer.status === 404 ? words.not_yours : words.no_slots;
  } catch {
    said.textContent = words.slots_offline;
    again(box, visitId);
  }
}

function show(box, visitId, choices, sentence) {
  const words = told.words.debrief;
  const place = box.querySelector("[data-slots]");
  box.querySelector("[data-said]").textContent = choices.length ? sentence : words.no_slots;
  const inOrder = [...choices].sort((a, b) => a.on.localeCompare(b.on) || a.start_s - b.start_s);
  place.replaceChildren(...inOrder.map((start) => button(spoken(start), () => book(box, visitId, start))));
  place.hidden = !choices.length;
}

function again(box, visitId) {
  const place = box.querySelector("[data-slots]");
  place.replaceChildren(button(told.words.debrief.times, () => offer(box, visitId)));
  place.hidden = false;
}

async function book(box, visitId, start) {
  const words = told.words.debrief;
  const said = box.querySelector("[data-said]");
  const place = box.querySelector("[data-slots]");
  const account = told.day.stops.find((stop) => stop.id === visitId).account_id;
  for (const one of place.querySelectorAll("button")) one.disabled = true;
  try {
    const answer = await fetch(address(account), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": (start.key ??= newEventId()) },
      body: JSON.stringify({ rep_id: start.rep_id, on: start.on, start_s: start.start_s }),
    });
    if (!answer.ok) {
      show(box, visitId, (await answer.json()).offer?.choices ?? [], words.taken);
      return;
    }
    place.hidden = true;
    said.textContent = say(words.booked, { when: spoken(start) });
    await record({ visitId, kind: "next_step", nextOn: start.on, text: spoken(start) });
  } catch {
    said.textContent = words.slots_offline;
    for (const one of place.querySelectorAll("button")) one.disabled = false;
  }
}

const address = (account) => `/api/v1/accounts/${encodeURIComponent(account)}/slots`;
const daysOn = (days) => new Date(Date.parse(facts.on) + days * 86_400_000).toISOString().slice(0, 10);
const tomorrow = () => daysOn(1);
const inTwoWeeks = () => daysOn(14);

const spoken = ({ on, start_s }) => `${dayName(on)} ${clock(start_s)}`;

function button(text, act) {
  const node = element("button", text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

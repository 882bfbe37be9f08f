/* The rep's own accounts that are planned nowhere: those worth a stop on the way, and those found by their name. */
import { facts, say } from "./day_facts.js";

const MINUTE_S = 60;

/* Fill the list of accounts to add; `add(account, after, drives)` puts one into the day. */
export function findNear(words, add) {
  const box = document.querySelector("[data-add]");
  const form = box.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look({ name: form.elements.name.value.trim() }, words.none_found);
  });
  box.querySelector("[data-near]").addEventListener("click", () => look({}, words.none_near));

  async function look(query, whenNone) {
    const list = box.querySelector("[data-found]");
    list.replaceChildren();
    let found;
    try {
      const answer = await fetch(`/api/v1/reps/${encodeURIComponent(facts.rep)}/routes/${facts.on}/nearby?${new URLSearchParams(query)}`);
      if (!answer.ok) {
        const problem = await answer.json();
        list.append(line(words.problems[problem.code] ?? words.failed));
        return;
      }
      found = (await answer.json()).data;
    } catch {
      list.append(line(words.offline));
      return;
    }
    list.replaceChildren(...found.map(row));
    if (!found.length) list.append(line(whenNone));
  }

  function row(account) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = account.name;
    const cost = document.createElement("small");
    const said = { detour: minutes(account.detour_s), worth: minutes(account.worth_s) };
    cost.textContent = account.fits ? say(words.near, said) : words.no_gap;
    const text = document.createElement("span");
    text.append(name, cost);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.add;
    button.addEventListener("click", () => { button.disabled = true; add(stopOf(account), account.after_visit_id, drivesOf(account)); });
    item.append(text, button);
    return item;
  }

  const minutes = (seconds) => say(words.minutes, { n: Math.ceil(seconds / MINUTE_S) });
}

function stopOf(account) {
  return {
    id: `new:${account.account_id}`,
    account_id: account.account_id,
    name: account.name,
    service_s: account.service_s,
    windows: account.open_spans.map(({ open_s, close_s }) => [open_s, close_s - account.service_s]).filter(([first_s, last_s]) => first_s <= last_s),
  };
}

function drivesOf(account) {
  return {
    here: account.from_here_s,
    end: account.to_end_s,
    stops: Object.fromEntries(account.drives.map(({ visit_id, drive_s }) => [visit_id, drive_s])),
  };
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

/* The rep's own accounts that are planned nowhere: those worth a stop on the way, and those found by their name. */
import { duration } from "./clock.js";
import { facts, say } from "./day_facts.js";
import { element } from "./element.js";

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
        list.append(element("li", words.problems[problem.code] ?? words.failed));
        return;
      }
      found = (await answer.json()).data;
    } catch {
      list.append(element("li", words.offline));
      return;
    }
    list.replaceChildren(...found.map(row));
    if (!found.length) list.append(element("li", whenNone));
  }

  function row(account) {
    const said = { detour: duration(account.detour_s, words), worth: duration(account.worth_s, words) };
    const text = element("span");
    text.append(element("bdi", account.name), element("small", account.fits ? say(words.near, said) : words.no_gap));
    const button = element("button", words.add);
    button.type = "button";
    const item = element("li");
    button.addEventListener("click", () => {
      button.disabled = true;
      add({ ...stopOf(account), worth: say(words.near, said) }, account.after_visit_id, drivesOf(account));
    });
    item.append(text, button);
    return item;
  }
}

function stopOf(account) {
  return {
    id: `new:${account.account_id}`,
    account_id: account.account_id,
    name: account.name,
    address: account.address,
    category: account.category,
    point: [account.location.lat, account.location.lon],
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

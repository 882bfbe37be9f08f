/* Asks once a second how far the plan has come, writes the answer into the page and draws how the best has risen. */
import { element } from "./element.js";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-progress]");
  const part = (name) => box.querySelector(`[data-part="${name}"]`);

  const course = part("course");
  const told = []; // [moment, best so far] while this page is open

  function draw(value) {
    if (value === null) return;
    told.push([Date.now(), value]);
    const [first] = told, last = told[told.length - 1];
    const values = told.map(([, one]) => one), low = Math.min(...values), high = Math.max(...values);
    if (told.length < 2) return;
    const { width, height } = course.viewBox.baseVal;
    const x = (at) => (width * (at - first[0])) / Math.max(1, last[0] - first[0]);
    const y = (one) => height - 2 - ((height - 4) * (one - low)) / Math.max(1, high - low);
    course.firstElementChild.setAttribute("points", told.map(([at, one]) => `${x(at).toFixed(1)},${y(one).toFixed(1)}`).join(" "));
    course.removeAttribute("hidden");
  }

  function tellEach(reps) {
    part("each").hidden = !reps.length;
    part("each").querySelector("tbody").replaceChildren(...reps.map((rep) => {
      const row = element("tr"), head = element("th");
      row.dataset.state = rep.state;
      head.scope = "row";
      head.append(element("bdi", rep.name));
      row.append(head, element("td", rep.said), element("td", rep.best));
      return row;
    }));
  }

  function show(progress) {
    tellEach(progress.of_reps);
    draw(progress.value_s);
    for (const name of ["title", "phase", "reps", "left", "best", "certificate", "error"]) {
      part(name).textContent = progress[name];
      part(name).hidden = !progress[name];
    }
    const bar = part("bar");
    if (progress.of) { bar.max = progress.of; bar.value = progress.done; } else bar.removeAttribute("value");
    bar.hidden = progress.over;
    part("again").hidden = !progress.over || Boolean(progress.href);
    part("cancel").hidden = !progress.cancels;
    part("open").hidden = !progress.href;
    part("open").href = progress.href;
    return progress.over && !progress.certifying;
  }

  async function ask() {
    let over = false;
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) over = show(await answer.json());
      part("lost").hidden = answer.ok;
    } catch {
      part("lost").hidden = false; // no connection: the plan goes on, and so do we
    }
    if (!over) setTimeout(ask, 1000);
  }

  if (box.dataset.state === "queued" || box.dataset.state === "running") setTimeout(ask, 500);
});

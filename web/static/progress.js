/* Asks once a second how far the plan has come and writes the answer into the page. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-progress]");
  const part = (name) => box.querySelector(`[data-part="${name}"]`);

  function show(progress) {
    for (const name of ["title", "phase", "reps", "best", "certificate", "error"]) {
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

/* While a plan is being certified, asks every few seconds how far that is and writes the answer into the page. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-certificate]");

  async function ask() {
    try {
      const answer = await fetch(line.dataset.certificate, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const told = await answer.json();
        line.dataset.code = told.code;
        for (const part of ["sentence", "scope"]) line.querySelector(`[data-part=${part}]`).textContent = told[part];
      }
    } catch {
      // no connection: the proof goes on, and so do we
    }
    if (line.dataset.code === "running") setTimeout(ask, 3000);
  }

  if (line && line.dataset.code === "running") setTimeout(ask, 2000);
});

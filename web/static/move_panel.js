/* What a new place would bring, in a panel over the page: the very section that /plans/{id}/change has, fetched from there. */

const panel = document.querySelector("dialog.move");

/* Show what is asked for at this address; where that cannot be had, go there. */
export async function ask(address) {
  const asked = new URL(address, location.href);
  asked.searchParams.set("panel", "true");
  let section = null;
  try {
    const answer = await fetch(asked);
    section = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("change");
  } catch (unreachable) {
    if (!(unreachable instanceof TypeError)) throw unreachable;
  }
  if (section) show(section);
  else location.assign(address);
}

function show(section) {
  document.getElementById("change")?.remove(); // the same section where the page was opened with one
  panel.replaceChildren(section);
  const told = section.querySelector("[role=status], [role=alert]");
  if (told) section.querySelector("h2").setAttribute("aria-description", told.textContent.replace(/\s+/g, " ").trim());
  if (!panel.open) panel.showModal();
  section.querySelector("h2").focus();
}

/* The forms of the section that only look stay in the panel; the one that saves goes its way. */
panel?.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  event.preventDefault();
  ask(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
});
panel?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave]")) return;
  event.preventDefault();
  panel.close();
});

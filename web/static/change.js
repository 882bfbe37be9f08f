// Dragging a stop asks for the same page that the form asks for: what it would bring is shown, and nothing is saved.

let dragged = null;

/** How many stops of the list lie above the pointer, the dragged one not counted. */
function positionIn(list, y) {
  const others = [...list.querySelectorAll("[data-account]")].filter((stop) => stop !== dragged);
  return others.filter((stop) => {
    const box = stop.getBoundingClientRect();
    return box.top + box.height / 2 < y;
  }).length;
}

function askFor(rep, on, position) {
  const asked = new URLSearchParams({ rep: new URLSearchParams(location.search).get("rep") || rep });
  asked.set("account", dragged.dataset.account);
  asked.set("to_rep", rep);
  asked.set("on", on);
  if (position !== null) asked.set("position", String(position));
  location.assign(`${location.pathname}?${asked}#change`);
}

function accepts(target, dropped) {
  target.addEventListener("dragover", (event) => {
    if (dragged === null) return;
    event.preventDefault();
    target.classList.add("target");
  });
  target.addEventListener("dragleave", () => target.classList.remove("target"));
  target.addEventListener("drop", (event) => {
    if (dragged === null) return;
    event.preventDefault();
    target.classList.remove("target");
    dropped(event);
  });
}

for (const stop of document.querySelectorAll("[draggable]")) {
  stop.addEventListener("dragstart", (event) => {
    dragged = stop;
    stop.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", stop.dataset.account);
  });
  stop.addEventListener("dragend", () => {
    stop.classList.remove("dragged");
    dragged = null;
  });
}
for (const list of document.querySelectorAll("ol[data-on]")) {
  accepts(list, (event) => askFor(list.dataset.rep, list.dataset.on, positionIn(list, event.clientY)));
}
for (const rep of document.querySelectorAll("a[data-rep]")) {
  accepts(rep, () => askFor(rep.dataset.rep, dragged.closest("ol").dataset.on, null));
}

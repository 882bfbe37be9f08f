/* Which map app Navigate opens: the one tapped last on this phone, until then the page's own choice.
 *
 * Without this script every link still leads somewhere: Navigate to the usual app, the list to each of them.
 */
const KEY = "kproute.map_app";
const AGENT = navigator.userAgent;
const PHONE = /iPhone|iPad|iPod/.test(AGENT) ? "ios" : /Android/.test(AGENT) ? "android" : "";
const IN_WECHAT = /MicroMessenger/.test(AGENT); // it follows web addresses only

const remembered = () => {
  try { return localStorage.getItem(KEY); } catch { return null; } // a browser may forbid it; then the usual app stays
};

const remember = (app) => {
  try { localStorage.setItem(KEY, app); } catch { /* it holds for this page only */ }
};

function opensHere(link) {
  if (IN_WECHAT && !link.href.startsWith("https:")) return false;
  return !link.dataset.on || link.dataset.on.split(" ").includes(PHONE);
}

/* Aim a Navigate link at the same place in the chosen app, where that app has a link to it. */
function aim(link, app) {
  const list = document.querySelector(`[data-apps-to="${CSS.escape(link.dataset.navigate)}"]`);
  const chosen = list?.querySelector(`[data-app="${CSS.escape(app)}"]`);
  if (chosen) link.href = chosen.href;
}

function choose(app) {
  for (const link of document.querySelectorAll("[data-app]")) {
    if (link.dataset.app === app) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const link of document.querySelectorAll("[data-navigate]")) aim(link, app);
}

for (const link of document.querySelectorAll("[data-app]")) {
  if (!opensHere(link)) link.closest("li").remove();
  for (const note of link.querySelectorAll("small")) note.remove(); // which phone it is for: this one
}

const usual = document.querySelector("[data-usual-app]")?.dataset.usualApp ?? "amap";
let app = remembered() ?? (usual === "google" && PHONE === "ios" ? "apple" : usual);
choose(app);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-app], [data-navigate]");
  if (link?.dataset.app) {
    app = link.dataset.app;
    remember(app);
    choose(app);
  } else if (link) {
    aim(link, app); // popups of the map are made when they open
  }
}, true);

/* Offers to put the day among the phone's apps, where a browser can, at the foot of the page and nowhere else. */

export function offerInstall() {
  const hint = document.querySelector("[data-install]");
  if (!hint) return;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    hint.hidden = false;
    hint.addEventListener("click", () => { hint.hidden = true; event.prompt(); }, { once: true });
  });
}

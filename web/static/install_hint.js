/* Offers to put the day among the phone's apps, at the foot of the page and nowhere else: by a button where the browser
 * lets us ask, in words on an iPhone, where only its owner can. */

const IN_WECHAT = /MicroMessenger/.test(navigator.userAgent); // it has no home screen to put anything on

export function offerInstall() {
  const button = document.querySelector("[data-install]");
  const byHand = document.querySelector("[data-install-by-hand]");
  if (!button) return;
  byHand.hidden = navigator.standalone !== false || IN_WECHAT; // only iPhones and iPads know the word, true once it is done
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.addEventListener("click", () => { button.hidden = true; event.prompt(); }, { once: true });
  });
}

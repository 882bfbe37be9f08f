/* Copies the text beside a button. The button shows only where this script runs; without it the text can be marked. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  async function copy(source) {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(source.textContent);
      return;
    }
    // Browsers keep the clipboard from pages without https; marking and copying still works there.
    const marked = document.createRange();
    marked.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(marked);
    document.execCommand("copy");
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy(document.getElementById(button.dataset.copy));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
});

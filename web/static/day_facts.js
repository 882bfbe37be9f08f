/* What the server told of the day on this page: whose it is, of which plan, its stops, what was reported of them, and our words. */

export function factsOf(page) {
  const island = page.getElementById("phone_data");
  return island ? JSON.parse(island.textContent) : null;
}

export const facts = factsOf(document);

/* A sentence with its `{named}` places filled. */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

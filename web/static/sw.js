/* The rep's days without a network. The server writes ASSETS, the files of this version, above these lines.
 *
 * It answers for `/today`, for files that carry their hash in the address, and for tiles of the day's map; every other
 * request goes its way as if there were no worker. What the rep did is not here but in IndexedDB (outbox.js), so that
 * a new worker, or none, loses nothing.
 */
"use strict";

const FILES = "kproute-files";
const DAYS = "kproute-days";
const TILES = "kproute-tiles";
const MOST_FILES = 120;
const MOST_TILES = 400;
const MOST_PAUSE_MS = 4_000;
const PATIENCE_MS = 3_000; // then the kept day is better than waiting
const KEPT_MS = 7 * 86_400_000; // before the day looked at last
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

for (const sign of ["activate", "message"]) {
  self.addEventListener(sign, (event) => {
    event.waitUntil(self.clients.claim());
  });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.origin === self.location.origin;
  if (ours && request.method === "POST" && request.mode === "navigate" && /^\/sign-(in|out)/.test(url.pathname)) {
    event.respondWith(comeOrGo(request));
  } else if (request.method !== "GET") {
    return;
  } else if (ours && url.pathname === "/today") {
    event.respondWith(day(event, url));
  } else if (ours && url.pathname.startsWith("/static/") && url.searchParams.has("v")) {
    event.respondWith(file(request));
  } else if (!ours && request.destination === "image") {
    event.respondWith(tile(event));
  }
});

async function install() {
  const files = await caches.open(FILES);
  for (const asset of ASSETS) {
    if (!(await files.match(asset))) await add(files, asset);
  }
  await add(files, new Request(OFFLINE, { cache: "reload" }));
  // Pages that are open, and days that are kept, go on with the files of their own version.
  for (const request of (await files.keys()).slice(0, -MOST_FILES)) await files.delete(request);
  await self.skipWaiting();
}

/* A file that a weak signal loses is asked for again, and the others are not for nothing. */
async function add(files, asset) {
  for (let pauseMs = 500; ; pauseMs *= 2) {
    try {
      return await files.add(asset);
    } catch (error) {
      if (pauseMs > MOST_PAUSE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/* The next one at this phone may be another; whom the office did not hear is who he was, and keeps his days. */
async function comeOrGo(request) {
  const answer = await fetch(request);
  await forgetDays();
  return answer;
}

function forgetDays() {
  return Promise.all([caches.delete(DAYS), caches.delete(TILES)]);
}

/* From the office where it answers soon; else as it was kept. */
async function day(event, url) {
  const fresh = fetch(event.request).then((answer) => kept(answer, url));
  event.waitUntil(fresh.catch(() => null));
  const known = await keptDay(url);
  if (!known) return fresh.catch(() => offline());
  const unlessBroken = fresh.then((answer) => (answer.status >= 500 ? known : answer)).catch(() => known);
  return Promise.race([unlessBroken, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, known))]);
}

async function kept(answer, url) {
  const [rep, on, plan] = ["KPRoute-Rep", "KPRoute-Day", "KPRoute-Plan"].map((name) => answer.headers.get(name));
  if (answer.type === "opaqueredirect" || answer.status === 401) await forgetDays();
  if (!answer.ok || !rep) return answer;
  const copy = answer.clone();
  if (language(answer) !== language(await offline())) {
    await forgetDays();
    const files = await caches.open(FILES);
    await files.add(new Request(OFFLINE, { cache: "reload" })).catch(() => null); // the next day that comes asks again
  }
  let days = await caches.open(DAYS);
  for (const request of await days.keys()) {
    const { headers } = await days.match(request, { ignoreVary: true });
    if (headers.get("KPRoute-Rep") !== rep) {
      await forgetDays();
      days = await caches.open(DAYS);
      break;
    }
    if (Date.parse(on) - Date.parse(headers.get("KPRoute-Day")) > KEPT_MS) await days.delete(request);
  }
  if (plan) await days.put(`/today?on=${on}`, copy);
  else await days.delete(`/today?on=${on}`);
  return answer;
}

/* The day asked for; else the first from today on that has visits, as the server would choose, else the last there is. */
async function keptDay(url) {
  if (!(await caches.has(DAYS))) return undefined;
  const days = await caches.open(DAYS);
  const asked = url.searchParams.get("on");
  const known = (await days.keys()).map((request) => new URL(request.url).searchParams.get("on")).sort();
  const on = asked || known.find((one) => one >= today()) || known.at(-1);
  return days.match(`/today?on=${on}`, { ignoreVary: true });
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function language(answer) {
  return answer.headers.get("Content-Language");
}

async function offline() {
  return (await caches.match(OFFLINE, { ignoreVary: true })) || Response.error();
}

async function file(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
}

/* Browsers count a picture that they may not read as megabytes, at the cost of the outbox: such are shown, not kept. */
async function tile(event) {
  const page = await self.clients.get(event.clientId);
  if (!page || new URL(page.url).pathname !== "/today") return fetch(event.request);
  const tiles = await caches.open(TILES);
  const known = await tiles.match(event.request.url);
  if (known) return known;
  const answer = await fetch(event.request.url, { mode: "cors", credentials: "omit" }).catch(() => fetch(event.request));
  if (answer.ok && answer.type === "cors") event.waitUntil(keepTile(tiles, event.request.url, answer.clone()));
  return answer;
}

async function keepTile(tiles, address, answer) {
  await tiles.put(address, answer);
  for (const request of (await tiles.keys()).slice(0, -MOST_TILES)) await tiles.delete(request);
}

// Keeps the console's page and its files, so that the next visit starts without asking the network, and starts without one.
//
// Plain JavaScript, in a file that is not built: it runs before anything of a visit is shown, and wasm would have to be fetched and
// compiled for that first. It needs no list of files either: the page names all of its own.
//
// - Answers of the API never come here. The last of some reads the page keeps by itself, in caches of their own (app/src/query/last.rs);
//   here they are only forgotten, with the build that they were kept by and when all of it ends.
// - The page that was kept is shown, and a newer one is fetched behind it for the next visit. No page changes while it is used, and of
//   the build before the newest the files stay, for tabs that are still open.
// - The ways out: `?sw=off`, every "Reload" of a page that could not start, a file that is gone. docs/operations.md says how to
//   end it in everybody's browser.

/** The one cache. The page's script knows its name as well. */
const CACHE = "portico";
/** How the names of the caches begin that hold answers. */
const ANSWERS = "portico.answers.";
/** After so many milliseconds the network is asked first: the edge need not know consoles from long ago. */
const OLD_MS = 7 * 24 * 60 * 60 * 1000;
/** The header of the kept page that says since when it is kept. */
const SINCE = "x-kept-since";
/** Files that never change, because their names tell what is in them. */
const FILE = /[\w.-]+-[0-9a-f]{16}\.(?:js|wasm)/g;
/** Those of them that the page asks for at once. */
const FIRST = /"\/([\w.-]+-[0-9a-f]{16}\.(?:js|wasm))"/g;

// The page that registered this goes on without it, and so does one that was opened with the worker before: none is asked to
// wait, and none is claimed.
addEventListener("install", (event) => event.waitUntil(renew()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  // What is not answered here goes its way as if there were no worker.
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (searchParams.get("sw") === "off") {
      event.respondWith(end().then(() => fetch(request)));
    } else if (isPage(pathname)) {
      event.respondWith(orNetwork(page(request), request));
      event.waitUntil(quietly(renew()));
    }
  } else if (pathname.match(FILE)?.[0] === pathname.slice(1)) {
    event.respondWith(orNetwork(file(event), request));
  }
});

/** Whether the console's page stands at that address: neither the API, nor a file. */
const isPage = (path) => !/^\/(?:api|v1)(?:\/|$)/.test(path) && !path.includes(".");

/** The page as it was kept; `undefined` where there is none, or an old one that the network can replace. */
async function page(request) {
  const kept = await caches.match("/", { cacheName: CACHE });
  const age = Date.now() - Number(kept?.headers.get(SINCE));
  // A clock that was put back makes it older than it is.
  if (!kept || (age >= 0 && age < OLD_MS)) return kept;
  const response = await quietly(fetch(request));
  return response?.ok ? response : kept;
}

/** A file of the page's build, kept from its first use on. */
async function file(event) {
  const { request } = event;
  // Pages that were open when it ended go on asking here.
  if (!(await caches.has(CACHE))) return fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  // The build that the kept page belongs to is gone: whoever reloads must get the new one.
  if (response.status === 404) await cache.delete("/");
  // Nobody waits for that: wasm is compiled while it arrives.
  else if (isFile(response)) event.waitUntil(quietly(cache.put(request.url, response.clone())));
  return response;
}

/** Whether it is what was asked for: whoever else answers, as a hotspot may, sends a page of its own, which would be kept for ever. */
const isFile = ({ status, headers }) => status === 200 && /javascript|wasm/.test(headers.get("content-type"));

/** Keeps the newest page, once all that it starts with is there, and forgets the files of builds before the last. */
async function renew() {
  // An unchanged page costs an answer without a body.
  const response = await fetch("/", { cache: "no-cache", redirect: "error" });
  const text = await response.text();
  if (response.status !== 200 || !/id="?boot\b/.test(text)) throw new Error("this is not the console's page");
  const cache = await caches.open(CACHE);
  const before = (await (await cache.match("/"))?.text()) ?? "";
  for (const [, name] of text.matchAll(FIRST)) {
    if (await cache.match(`/${name}`, { ignoreVary: true })) continue;
    const response = await fetch(`/${name}`);
    if (!isFile(response)) throw new Error("this is not a file of the console");
    await cache.put(`/${name}`, response);
  }
  const headers = new Headers(response.headers);
  // They speak of the body as it was sent.
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set(SINCE, String(Date.now()));
  await cache.put("/", new Response(text, { headers }));
  if (text === before) return;
  await forgetAnswers();
  const named = new Set((before + text).match(FILE));
  for (const { url } of await cache.keys()) {
    const name = new URL(url).pathname.slice(1);
    if (name && !named.has(name)) await cache.delete(url);
  }
}

/** Ends the worker in this browser, and forgets what it kept. The next visit begins with a new one. */
async function end() {
  await quietly(registration.unregister());
  await quietly(caches.delete(CACHE));
  await quietly(forgetAnswers());
}

/** Forgets every answer that pages have kept. */
async function forgetAnswers() {
  for (const name of await caches.keys()) if (name.startsWith(ANSWERS)) await caches.delete(name);
}

/** The answer, or what the network says where there is none: a browser without room for the cache is one without a worker. */
const orNetwork = async (answer, request) => (await quietly(answer)) ?? fetch(request);

const quietly = (promise) => promise.catch(() => undefined);

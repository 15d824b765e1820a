/// <reference lib="webworker" />
/**
 * Keeps the page, so that it works without a network after the first visit. The build writes which files there are and a
 * version that changes with them; an older version is dropped when nobody uses it any more.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const FILES: string[] = "__FILES__" as unknown as string[];
const CACHE = "routeproof-__VERSION__";

worker.addEventListener("install", (event) => {
  const all = caches.open(CACHE).then((cache) => cache.addAll(FILES.map((it) => new Request(it, { cache: "reload" }))));
  event.waitUntil(all.then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  const names = caches.keys().then((all) => all.filter((it) => it.startsWith("routeproof-") && it !== CACHE));
  event.waitUntil(names.then((old) => Promise.all(old.map((it) => caches.delete(it)))).then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  const page = request.mode === "navigate" ? worker.registration.scope : request;
  event.respondWith(
    caches.open(CACHE).then(async (cache) => (await cache.match(page, { ignoreSearch: true })) ?? fetch(request)),
  );
});

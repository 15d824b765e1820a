/// <reference lib="webworker" />
/**
 * Keeps the page, so that it works without a network after the first visit. The build writes which files there are and a
 * version that changes with them. A newer version waits until no page uses the older one, or until the page asks for it.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const FILES: string[] = "__FILES__" as unknown as string[];
/** An origin may have other pages of this kind under other paths. */
const OWN = `routeproof ${worker.registration.scope} `;
const CACHE = `${OWN}__VERSION__`;

worker.addEventListener("install", (event) => {
  // What has its content in its name was loaded by the page a moment ago, and is not loaded twice.
  const fresh = (name: string) => new Request(name, { cache: name.startsWith("assets/") ? "force-cache" : "reload" });
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map(fresh))));
});

worker.addEventListener("message", ({ data }) => {
  if (data === "take over") void worker.skipWaiting();
});

worker.addEventListener("activate", (event) => {
  const names = caches.keys().then((all) => all.filter((it) => it.startsWith(OWN) && it !== CACHE));
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

// Keeps the scanner on the phone, and nothing else: what is not in the list goes to the network as if this were not here.
const VERSION = "scan-{{ version }}";
const PAGE = "{{ page }}";
const FILES = {{ files|safe }};

self.addEventListener("install", (event) => {
  // "reload": past the browser's own cache, or a new version could be put together from old files.
  const fetchAll = async () => (await caches.open(VERSION)).addAll(FILES.map((url) => new Request(url, { cache: "reload" })));
  event.waitUntil(fetchAll());
});

self.addEventListener("activate", (event) => {
  const dropOld = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("scan-") && name !== VERSION).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

// A new version waits until the page says that nobody is scanning, or until the page was closed.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !FILES.includes(url.pathname)) return;
  const kept = async () => {
    const cache = await caches.open(VERSION);
    return (await cache.match(url.pathname, { ignoreVary: true })) || fetch(event.request);
  };
  event.respondWith(kept());
});

// Keeps one page on the phone, and nothing else: what is not in the list goes to the network as if this were not here.
// A file is kept only if it is the very one that the server listed: a page of a proxy or of a maintenance that says 200 is none of them.
const NAME = "{{ name }}-"; // before each version of this page's store
const VERSION = "{{ name }}-{{ version }}";
const PAGE = "{{ page }}";
const PACKAGE = "{{ package }}"; // all texts in one answer
const FILES = {{ files|safe }}; // address → {type, sha256, size, isPacked}
const ADDRESSES = Object.keys(FILES);

const checked = new Set(); // addresses whose kept file was right since this worker started
const underWay = new Map(); // what is being fetched, so that nothing is asked for twice

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => {
  const dropOld = async () => {
    for (const name of await namesOfOtherVersions()) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

self.addEventListener("message", (event) => {
  // A new version waits until the page says that nobody is scanning, or until the page was closed.
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "complete") event.waitUntil(complete(event.source));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  // Every address of a page below the scope is the page itself: what follows in it is for its script.
  const address = event.request.mode === "navigate" && !FILES[pathname] ? PAGE : pathname;
  if (FILES[address]) event.respondWith(serve(event.request, address));
});

/** A first version takes over without the large files and fetches them then; a later one only when whole: the one before still works. */
async function install() {
  await keepWhatIsUnchanged();
  const missing = await missingAddresses();
  const packed = missing.filter((address) => FILES[address].isPacked);
  if (packed.length) await fetchFile(packed[0]); // all of them come together
  if (self.registration.active) await Promise.all(missing.filter((address) => !packed.includes(address)).map(fetchFile));
}

async function keepWhatIsUnchanged() {
  const cache = await caches.open(VERSION);
  for (const name of await namesOfOtherVersions()) {
    const earlier = await caches.open(name);
    for (const address of ADDRESSES) {
      const response = await earlier.match(address, { ignoreVary: true });
      if (response && (await isRight(address, response.clone()))) await cache.put(address, response);
    }
  }
}

async function namesOfOtherVersions() {
  return (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== VERSION);
}

/** Fetch what is missing, and tell the page after each file how much still is. */
async function complete(client) {
  let missing = await missingAddresses();
  report(client, missing);
  while (missing.length) {
    try {
      await fetchFile(missing[0]);
    } catch {
      return; // the page asks again
    }
    missing = await missingAddresses();
    report(client, missing);
  }
}

function report(client, missing) {
  const bytes = missing.reduce((sum, address) => sum + FILES[address].size, 0);
  client.postMessage({ missing: missing.length, bytes });
}

async function missingAddresses() {
  const kept = await Promise.all(ADDRESSES.map(readKept));
  return ADDRESSES.filter((_address, index) => !kept[index]);
}

async function serve(request, address) {
  const kept = await readKept(address);
  if (kept) return kept;
  try {
    await fetchFile(address);
    return (await readKept(address)) || Response.error();
  } catch {
    return request.mode === "navigate" ? fetch(request) : Response.error(); // a person reads what a proxy says, a script does not
  }
}

/** Return the kept file, or null. One that is not what it was is dropped, and fetched anew by who asks. */
async function readKept(address) {
  const cache = await caches.open(VERSION);
  const response = await cache.match(address, { ignoreVary: true });
  if (!response || checked.has(address)) return response || null;
  if (await isRight(address, response.clone())) {
    checked.add(address);
    return response;
  }
  await cache.delete(address, { ignoreVary: true });
  return null;
}

/** Reject without a network, and when what came is not the file. */
function fetchFile(address) {
  const key = FILES[address].isPacked ? PACKAGE : address;
  if (!underWay.has(key)) {
    const work = key === PACKAGE ? fetchPackage() : fetchAlone(address);
    underWay.set(key, work.finally(() => underWay.delete(key)));
  }
  return underWay.get(key);
}

async function fetchAlone(address) {
  const response = await fetch(address, { cache: "reload", redirect: "error" });
  if (!isOf(response, FILES[address].type) || !(await isRight(address, response.clone()))) throw new Error(`not the file: ${address}`);
  await (await caches.open(VERSION)).put(address, response);
}

async function fetchPackage() {
  const response = await fetch(PACKAGE, { cache: "reload", redirect: "error" });
  if (!isOf(response, "application/json")) throw new Error("not the package");
  const texts = await response.json();
  const cache = await caches.open(VERSION);
  const packed = ADDRESSES.filter((address) => FILES[address].isPacked);
  const wrong = await Promise.all(packed.map((address) => keepText(cache, address, texts[address], response.headers)));
  if (wrong.some(Boolean)) throw new Error("files of another version");
}

/** Return true for a text that is not the file. `from`: the headers of the package, its policy of content among them. */
async function keepText(cache, address, text, from) {
  const headers = new Headers(from);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  headers.set("content-type", `${FILES[address].type}; charset=utf-8`);
  const response = new Response(text, { headers });
  if (!(await isRight(address, response.clone()))) return true;
  await cache.put(address, response);
  return false;
}

function isOf(response, type) {
  return response.status === 200 && (response.headers.get("content-type") || "").startsWith(type);
}

async function isRight(address, response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest))).startsWith(FILES[address].sha256);
}

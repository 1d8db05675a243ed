// Opens the page through the service worker, which then has each file that the page asks for: on a first visit nothing is fetched twice.

const PATIENCE = 45_000; // ms; the texts over a bad line take half of that
const AGAIN_AFTER = 15_000; // ms

const config = JSON.parse(document.getElementById("config").textContent);

async function waitForControl() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || serviceWorker.controller) return;
  const isControlled = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  const registration = await serviceWorker.register(config.serviceWorker, { scope: config.page });
  const worker = registration.installing || registration.waiting;
  if (!worker && !serviceWorker.controller) return; // the page was opened past the service worker
  const hasFailed = new Promise((resolve) => {
    worker.addEventListener("statechange", () => worker.state === "redundant" && resolve());
  });
  await Promise.race([isControlled, hasFailed, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/** For a page that was sent without them: its words, where config.js reads them, and its style. */
async function loadWordsAndStyle() {
  if (!config.words) return;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = config.style;
  const isStyled = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = reject;
  });
  document.head.append(style);
  const response = await fetch(config.words);
  if (!response.ok) throw new Error(`words: ${response.status}`);
  const words = document.createElement("script");
  words.type = "application/json";
  words.id = "words";
  words.textContent = await response.text();
  document.body.append(words);
  await isStyled;
}

function sayNotOpened(error) {
  console.warn(error);
  const place = document.getElementById("opening");
  place.textContent = place.dataset.failed;
  setTimeout(() => location.reload(), AGAIN_AFTER);
}

waitForControl()
  .catch(() => {})
  .then(loadWordsAndStyle)
  .then(() => import(config.script))
  .catch(sayNotOpened);

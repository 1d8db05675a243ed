// Keeps the live list from renewing itself under a finger: not while a menu or a choice of actions is open, while a person touches it or waits for an answer. An
// answer that was requested before a tap and comes after it is thrown away.
const QUIET = 1500; // ms after the last touch
const live = document.getElementById("live");
const requests = new Set(); // that a person made, under way
let touchedAt = -QUIET;

const isPoll = (event) => event.detail.requestConfig.elt.id === "live-poll";
const isBusy = () =>
  document.hidden ||
  requests.size > 0 ||
  performance.now() - touchedAt < QUIET ||
  document.querySelector("details.menu[open], #live select:focus") !== null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isPoll(event)) {
    if (isBusy()) event.preventDefault();
    return;
  }
  requests.add(event.detail.xhr);
  htmx.trigger("#live-poll", "htmx:abort");
});
document.addEventListener("htmx:afterRequest", (event) => requests.delete(event.detail.xhr));
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isPoll(event) && isBusy()) event.detail.shouldSwap = false;
});
for (const kind of ["pointerdown", "keydown"])
  live.addEventListener(kind, () => {
    touchedAt = performance.now();
  });

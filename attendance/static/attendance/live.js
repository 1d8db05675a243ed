// The live list renews itself, but never under a finger: not while a menu is open, a person is touching it or an answer to them is on its way,
// and what was asked before their tap is thrown away when it comes after it.
const QUIET = 1500; // ms after the last touch
const live = document.getElementById("live");
const asked = new Set(); // requests a person made, under way
let touched = -QUIET;

const isPoll = (event) => event.detail.requestConfig.elt.id === "live-poll";
const isBusy = () =>
  document.hidden || asked.size > 0 || performance.now() - touched < QUIET || document.querySelector("details.menu[open]") !== null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isPoll(event)) {
    if (isBusy()) event.preventDefault();
    return;
  }
  asked.add(event.detail.xhr);
  htmx.trigger("#live-poll", "htmx:abort");
});
document.addEventListener("htmx:afterRequest", (event) => asked.delete(event.detail.xhr));
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isPoll(event) && isBusy()) event.detail.shouldSwap = false;
});
for (const kind of ["pointerdown", "keydown"])
  live.addEventListener(kind, () => {
    touched = performance.now();
  });

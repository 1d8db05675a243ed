// Counts down how long the pairing code on show still works; that it was used, or is over, the page asks by itself.
const began = performance.now();

setInterval(() => {
  const clock = document.querySelector(".pairing-clock");
  if (!clock) return;
  const left = Math.max(0, Math.round(Number(clock.dataset.seconds) - (performance.now() - began) / 1000));
  clock.querySelector("strong").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}, 250);

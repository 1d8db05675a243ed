// Counts down how long the pairing code on the page still works. The page itself asks whether it was used.
const openedAt = performance.now();

setInterval(() => {
  const clock = document.querySelector(".pairing-clock");
  if (!clock) return;
  const secondsLeft = Math.max(0, Math.round(Number(clock.dataset.seconds) - (performance.now() - openedAt) / 1000));
  clock.querySelector("strong").textContent = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, "0")}`;
}, 250);

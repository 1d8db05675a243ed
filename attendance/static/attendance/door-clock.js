// Counts the seconds between two renewals of the door code, and says so when a renewal stays away.
const MISSED = 12; // seconds: two renewals and some patience
let renewedAt = performance.now();
document.addEventListener("htmx:afterSwap", () => {
  renewedAt = performance.now();
});

setInterval(() => {
  const passed = (performance.now() - renewedAt) / 1000;
  if (passed > MISSED) document.getElementById("request-failed").hidden = false;
  const shown = document.getElementById("door-code");
  if (!shown.dataset.seconds) return;
  const left = Math.max(0, Math.round(Number(shown.dataset.seconds) - passed));
  shown.querySelector(".door-clock b").textContent = left;
  shown.querySelector("progress").value = left;
}, 250);

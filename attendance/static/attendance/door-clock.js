// Counts the seconds between two renewals of the door code, and says so when a renewal stays away.
const MISSED = 12; // seconds: two renewals and some patience
let renewedAt = performance.now();
document.addEventListener("htmx:afterSwap", () => {
  renewedAt = performance.now();
});

setInterval(() => {
  const passed = (performance.now() - renewedAt) / 1000;
  if (passed > MISSED) document.getElementById("request-failed").hidden = false;
  const code = document.getElementById("door-code");
  if (!code.dataset.seconds) return;
  const secondsLeft = Math.max(0, Math.round(Number(code.dataset.seconds) - passed));
  code.querySelector(".door-clock b").textContent = secondsLeft;
  code.querySelector("progress").value = secondsLeft;
}, 250);

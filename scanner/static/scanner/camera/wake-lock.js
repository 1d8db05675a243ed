// A phone that sleeps between two people costs a queue. Browsers without wake locks sleep as set.
let lock = null;
let isWanted = false;

async function ask() {
  if (!isWanted || lock || document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => {
      lock = null;
    });
  } catch {
    lock = null; // a low battery refuses it
  }
}

export function stayAwake(wanted) {
  isWanted = wanted;
  if (wanted) ask();
  else if (lock) lock.release().catch(() => {});
}

document.addEventListener("visibilitychange", ask);

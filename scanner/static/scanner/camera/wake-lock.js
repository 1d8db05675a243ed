// Keeps the screen on while the camera is: a phone that sleeps between two people costs a queue. Browsers without wake locks sleep as set.

let lock = null;
let isWanted = false;

export function stayAwake(isAwake) {
  isWanted = isAwake;
  if (isAwake) requestLock();
  else if (lock) lock.release().catch(() => {});
}

async function requestLock() {
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

document.addEventListener("visibilitychange", requestLock);

// How many scans wait, noted in localStorage and without any of them: a store that comes up empty must not look like a new phone.

const NAME = "scanner-waiting";

export function noteWaiting(waiting, at) {
  try {
    if (waiting) localStorage.setItem(NAME, JSON.stringify({ waiting, at }));
    else localStorage.removeItem(NAME);
  } catch {
    // a loss would then go unnoticed; the scans themselves are where they were
  }
}

/** Return {waiting, at (epoch ms, when it was noted)}, or null when nothing waited. To be called when the store is empty. */
export function readLoss() {
  try {
    const { waiting, at } = JSON.parse(localStorage.getItem(NAME)) || {};
    return waiting > 0 ? { waiting, at } : null;
  } catch {
    return null;
  }
}

// How many scans wait, noted outside the store and without any of them: a store that comes up empty must not look like a new phone.

const NAME = "scanner-waiting";

export function noteWaiting(waiting, at) {
  try {
    if (waiting) localStorage.setItem(NAME, JSON.stringify({ waiting, at }));
    else localStorage.removeItem(NAME);
  } catch {
    // then a loss would go unnoticed; the scans themselves are where they were
  }
}

/** {waiting, at (epoch ms, when it was noted)} | null. To be asked when the store is empty. */
export function lostSince() {
  try {
    const { waiting, at } = JSON.parse(localStorage.getItem(NAME)) || {};
    return waiting > 0 ? { waiting, at } : null;
  } catch {
    return null;
  }
}

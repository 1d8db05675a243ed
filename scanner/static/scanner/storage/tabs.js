// Other tabs of the same scanner: told what has changed, and only one of them at a time talks to the server.

const NAME = "scanner";

/** tell(word) reaches the other tabs' onTold(word). Without BroadcastChannel (Safari 14) they look when they come into sight. */
export function openChannel(onTold) {
  if (!self.BroadcastChannel) return { tell: () => {}, close: () => {} };
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event) => onTold(event.data);
  return { tell: (word) => channel.postMessage(word), close: () => channel.close() };
}

/**
 * Runs work alone among the tabs: true; false when another tab is at it (unless waits: then after it). Where there are no locks
 * (Safari before 15.4), by a lease in the store, which renew() within work keeps alive.
 */
export async function alone(store, work, { now, leaseFor, waits = false }) {
  if (navigator.locks) {
    return navigator.locks.request(NAME, { ifAvailable: !waits }, async (lock) => {
      if (lock) await work(async () => true);
      return lock !== null;
    });
  }
  const holder = Math.random().toString(36);
  const renew = () => takeLease(store, holder, now, leaseFor);
  if (!(await renew())) return false;
  try {
    await work(renew);
  } finally {
    await dropLease(store, holder).catch(() => {});
  }
  return true;
}

function takeLease(store, holder, now, leaseFor) {
  return store.change(["facts"], async (rows) => {
    const lease = await rows.get("facts", "lease");
    const until = now() + leaseFor;
    // a lease for longer than any is given is from before the clock was set back
    if (lease && lease.holder !== holder && lease.until > now() && lease.until <= until) return false;
    rows.put("facts", { name: "lease", holder, until });
    return true;
  });
}

function dropLease(store, holder) {
  return store.change(["facts"], async (rows) => {
    const lease = await rows.get("facts", "lease");
    if (lease && lease.holder === holder) rows.delete("facts", "lease");
  });
}

// Other tabs of the same page: they hear what has changed, and only one of them at a time talks to the server.

/** tell(word) reaches the other tabs' onMessage(word). Without BroadcastChannel (Safari 14) they look when they come into sight. */
export function openChannel(name, onMessage) {
  if (!self.BroadcastChannel) return { tell: () => {}, close: () => {} };
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event) => onMessage(event.data);
  return { tell: (word) => channel.postMessage(word), close: () => channel.close() };
}

/**
 * Run work while no other tab does the same. Return false when another tab is at it (unless isPatient: then after it), else true.
 * Where there are no locks (Safari before 15.4), by a lease in the store, which renewLease() within work keeps alive.
 */
export async function runInOneTab(store, work, { now, leaseFor, isPatient = false }) {
  if (navigator.locks) {
    return navigator.locks.request(store.name, { ifAvailable: !isPatient }, async (lock) => {
      if (lock) await work(async () => true);
      return lock !== null;
    });
  }
  const holder = Math.random().toString(36);
  const renewLease = () => takeLease(store, holder, now, leaseFor);
  if (!(await renewLease())) return false;
  try {
    await work(renewLease);
  } finally {
    await dropLease(store, holder).catch(() => {});
  }
  return true;
}

function takeLease(store, holder, now, leaseFor) {
  return store.change(["facts"], async (rows) => {
    const lease = await rows.get("facts", "lease");
    const until = now() + leaseFor;
    // a lease for longer than any lasts is from before the clock was set back
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

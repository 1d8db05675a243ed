// IndexedDB. What change() resolved for is on the disk, as far as a browser can be asked for it; closing or killing it loses nothing.

const NAME = "scanner";
const VERSION = 1;
const TABLES = { pairings: "device", passes: "registration", scans: "id", headcounts: "id", facts: "name" };
const QUEUES = ["scans", "headcounts"]; // rows with `waiting` are found by the index of that name; rows without are not in it
const OPENED_WITHIN = 8000; // ms; some browsers never answer at all
const PROBE = 256 * 1024; // bytes: a day's scans
const ROOM = 1024 * 1024; // bytes that have to be left

/**
 * Never rejects. store.reason: null, or "refused" | "full": then every change rejects. Rejections carry `reason` of the same words.
 * change(tables, work), read(tables, work): work(rows) may await nothing but rows.get, all, waiting, count, put, delete and clear.
 */
export async function openStore() {
  let db = null;
  let reason = null;

  const run = async (tables, mode, work) => {
    try {
      if (!db) db = await open(() => (db = null));
      return await transact(db, tables, mode, work);
    } catch (error) {
      if (error.name !== "InvalidStateError") throw withReason(error);
      db = null; // the connection was taken away (Safari does so to a page in the background)
    }
    try {
      db = await open(() => (db = null));
      return await transact(db, tables, mode, work);
    } catch (error) {
      throw withReason(error);
    }
  };
  const change = (tables, work) => run(tables, "readwrite", work);

  try {
    await change(["facts"], async (rows) => {
      await rows.put("facts", { name: "probe", value: crypto.getRandomValues(new Uint8Array(65536)), more: new Uint8Array(PROBE) });
    });
    await change(["facts"], (rows) => rows.delete("facts", "probe"));
    if ((await roomLeft()) < ROOM) reason = "full";
  } catch (error) {
    reason = error.reason;
  }
  return {
    change,
    read: (tables, work) => run(tables, "readonly", work),
    close: () => db && db.close(),
    get reason() {
      return reason;
    },
  };
}

/** true: the browser promised to keep the data; false: it may throw it away when space runs out; null: it does not say. */
export async function askToPersist() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return null;
  }
}

/** Bytes, as far as the browser tells; else Infinity. */
export async function roomLeft() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return Number.isFinite(quota - usage) ? quota - usage : Infinity;
  } catch {
    return Infinity;
  }
}

function open(onLost) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    const late = setTimeout(() => reject(new Error("IndexedDB does not answer")), OPENED_WITHIN);
    request.onupgradeneeded = () => build(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(late);
      request.result.onclose = onLost;
      request.result.onversionchange = () => {
        request.result.close();
        onLost();
      };
      resolve(request.result);
    };
  });
}

function build(db) {
  for (const [table, key] of Object.entries(TABLES)) {
    const made = db.createObjectStore(table, { keyPath: key });
    if (QUEUES.includes(table)) made.createIndex("waiting", "waiting");
  }
}

function transact(db, tables, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(tables, mode, { durability: "strict" });
    let answer;
    let failure = null;
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = () => reject(failure || transaction.error || new Error("aborted"));
    Promise.resolve()
      .then(() => work(rowsOf(transaction)))
      .then(
        (value) => (answer = value),
        (error) => {
          failure = transaction.error || error;
          stop(transaction);
        },
      );
  });
}

function stop(transaction) {
  try {
    transaction.abort();
  } catch {
    // it has ended by itself
  }
}

function rowsOf(transaction) {
  const table = (name) => transaction.objectStore(name);
  return {
    get: (name, key) => done(table(name).get(key)),
    all: (name) => done(table(name).getAll()),
    waiting: (name) => done(table(name).index("waiting").getAll()),
    count: (name) => done(table(name).count()),
    put: (name, row) => done(table(name).put(row)),
    delete: (name, key) => done(table(name).delete(key)),
    clear: (name) => done(table(name).clear()),
  };
}

function done(request) {
  const promise = new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  promise.catch(() => {}); // the transaction's own end tells
  return promise;
}

function withReason(error) {
  const told = error instanceof Object ? error : new Error(String(error));
  if (!told.reason) Object.defineProperty(told, "reason", { value: told.name === "QuotaExceededError" ? "full" : "refused" });
  return told;
}

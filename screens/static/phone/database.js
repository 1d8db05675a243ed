// IndexedDB. What change() resolved for is on the disk, as far as a browser can be asked for it; closing or killing it loses nothing.

const OPENED_WITHIN = 8000; // ms; some browsers never answer at all
const PROBE = 256 * 1024; // bytes: a day's scans
const NO_ROOM = ["QuotaExceededError", "UnknownError", "AbortError"]; // as browsers say that the disk is full; private mode has other names
const ROOM = 1024 * 1024; // bytes that have to be left

/**
 * Open the store and try whether it can be written to. Never rejects: look at `reason`.
 * described: {name, version, keys: table → its key, "facts" among them; queues: tables whose rows with `waiting` are listed by the index of
 * that name; upgrade(transaction, oldVersion) for a store of an earlier version}
 */
export async function openStore(described) {
  const store = new Store(described);
  await store.probe();
  return store;
}

/**
 * reason: null, or "refused" | "full": then every change rejects. Rejections carry `reason` of the same words.
 * change(tables, work), read(tables, work): work(rows) may await nothing but rows.get, all, waiting, count, put, delete and clear.
 */
class Store {
  constructor(described) {
    this.described = described;
    this.name = described.name;
    this.connection = null;
    this.reason = null;
  }

  change(tables, work) {
    return this.run(tables, "readwrite", work);
  }

  read(tables, work) {
    return this.run(tables, "readonly", work);
  }

  close() {
    if (this.connection) this.connection.close();
  }

  /** Store and delete so many bytes: only so a browser says that it will not. They are drawn, or it would make them small. */
  async probe(size = PROBE) {
    try {
      const value = { name: "probe", value: drawBytes(size) };
      await this.change(["facts"], async (rows) => {
        await rows.put("facts", value);
      });
      await this.change(["facts"], (rows) => rows.delete("facts", "probe"));
      this.reason = (await roomLeft()) < ROOM ? "full" : null;
    } catch (error) {
      this.reason = error.reason;
    }
  }

  async run(tables, mode, work) {
    try {
      return await this.runOnce(tables, mode, work);
    } catch (error) {
      if (error.name !== "InvalidStateError") throw withReason(error);
    }
    this.connection = null; // it was taken away: Safari does so to a page in the background
    try {
      return await this.runOnce(tables, mode, work);
    } catch (error) {
      throw withReason(error);
    }
  }

  async runOnce(tables, mode, work) {
    if (!this.connection) {
      this.connection = await connect(this.described, () => {
        this.connection = null;
      });
    }
    return transact(this.connection, tables, mode, work);
  }
}

/** Return true if the browser promised to keep the data, false if it may drop it when space runs out, null if it does not say. */
export async function askToPersist() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return null;
  }
}

/** Return bytes, as far as the browser tells; else Infinity. */
export async function roomLeft() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return Number.isFinite(quota - usage) ? quota - usage : Infinity;
  } catch {
    return Infinity;
  }
}

function drawBytes(size) {
  const bytes = new Uint8Array(size);
  for (let begin = 0; begin < size; begin += 65536) crypto.getRandomValues(bytes.subarray(begin, begin + 65536));
  return bytes;
}

function connect({ name, version, keys, queues, upgrade }, onLost) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    const timer = setTimeout(() => reject(new Error("IndexedDB does not answer")), OPENED_WITHIN);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) createTables(request.result, keys, queues);
      else upgrade(request.transaction, oldVersion);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(timer);
      request.result.onclose = onLost;
      request.result.onversionchange = () => {
        request.result.close();
        onLost();
      };
      resolve(request.result);
    };
  });
}

function createTables(connection, keys, queues) {
  for (const [name, key] of Object.entries(keys)) {
    const table = connection.createObjectStore(name, { keyPath: key });
    if (queues.includes(name)) table.createIndex("waiting", "waiting");
  }
}

function transact(connection, tables, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = connection.transaction(tables, mode, { durability: "strict" });
    let value;
    let failure = null;
    transaction.oncomplete = () => resolve(value);
    transaction.onabort = () => reject(failure || transaction.error || new Error("aborted"));
    Promise.resolve()
      .then(() => work(rowsOf(transaction)))
      .then(
        (returned) => {
          value = returned;
        },
        (error) => {
          failure = transaction.error || error;
          abort(transaction);
        },
      );
  });
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // it has ended by itself
  }
}

function rowsOf(transaction) {
  const table = (name) => transaction.objectStore(name);
  return {
    get: (name, key) => promiseOf(table(name).get(key)),
    all: (name) => promiseOf(table(name).getAll()),
    waiting: (name) => promiseOf(table(name).index("waiting").getAll()),
    count: (name) => promiseOf(table(name).count()),
    put: (name, row) => promiseOf(table(name).put(row)),
    delete: (name, key) => promiseOf(table(name).delete(key)),
    clear: (name) => promiseOf(table(name).clear()),
  };
}

function promiseOf(request) {
  const promise = new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  promise.catch(() => {}); // the transaction rejects as well, and that is the one that is awaited
  return promise;
}

function withReason(thrown) {
  const error = thrown instanceof Object ? thrown : new Error(String(thrown));
  if (!error.reason) Object.defineProperty(error, "reason", { value: NO_ROOM.includes(error.name) ? "full" : "refused" });
  return error;
}

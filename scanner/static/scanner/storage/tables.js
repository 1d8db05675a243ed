// The tables of the scanner's store.

const KEYS = { pairings: "device", passes: "registration", scans: "id", headcounts: "id", facts: "name" };
export const TABLES = Object.keys(KEYS);
export const QUEUES = ["scans", "headcounts"]; // rows with `waiting` wait to be sent
export const HALL = 5 * 1024 * 1024; // bytes: a roster of five thousand and their scans
export const SCANNER = {
  name: "scanner",
  version: 2, // 2: nothing that was derived from a card's number
  keys: KEYS,
  queues: QUEUES,
  upgrade: removeCardDigests,
};

/** Version 1 held digests of card numbers and their key. Names and scans stay; the roster is fetched anew, for its keys are others. */
function removeCardDigests(transaction) {
  changeAll(transaction, "passes", ({ card_digest, ...pass }) => pass);
  changeAll(transaction, "scans", ({ mark, ...scan }) => scan);
  changeAll(transaction, "pairings", (pairing) => ({
    ...pairing,
    keys: pairing.keys && { seal: pairing.keys.seal },
    roster: { ...pairing.roster, cursor: "", seen: [] },
  }));
}

function changeAll(transaction, name, change) {
  transaction.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    cursor.update(change(cursor.value));
    cursor.continue();
  };
}

// What is put back into a store that came up empty, or was emptied under the open page.

import { copies, copyRows } from "../storage/copies.js";
import { QUEUES, TABLES } from "../storage/tables.js";

/** Put back what the second place has and the store has not. A store that cannot be written to: it stays in memory, and is sent from there. */
export async function recoverFromCopies(phone) {
  const { store, records, pairings, status } = phone;
  const missing = {
    scans: copies.rowsOf("scans").filter((row) => !records.isStored("scans", row.id)),
    headcounts: copies.rowsOf("headcounts").filter((row) => !records.isStored("headcounts", row.id)),
    pairings: copies.rowsOf("pairings").filter((pairing) => !pairings.byDevice.has(pairing.device)),
  };
  const isLost = Object.values(missing).some((rows) => rows.length);
  if (isLost) {
    const current = (pairings.current || copies.rowsOf("facts")[0] || {}).device;
    try {
      await store.change(TABLES, async (rows) => {
        for (const [table, lost] of Object.entries(missing)) for (const row of lost) rows.put(table, row);
        if (!pairings.current) rows.put("facts", { name: "current", device: current, sitting: null });
      });
      records.unstored.clear();
      await records.load();
      await pairings.load();
    } catch (error) {
      status.storage = error.reason || "refused";
      for (const table of QUEUES) records.keepUnstored(table, missing[table]);
      pairings.takeOver(missing.pairings, current);
    }
  }
  for (const table of QUEUES) copyRows(table, records.rowsOf(table)); // an older version made no copies
}

/** Put everything that is in memory into a store that has nothing any more although something waits. */
export async function refillEmptiedStore({ store, records, pairings, roster }) {
  if (!records.waiting().length || !pairings.current) return;
  if (await store.read(["pairings"], (rows) => rows.count("pairings"))) return;
  await store.change(TABLES, async (rows) => {
    for (const table of QUEUES) for (const row of records.rowsOf(table)) rows.put(table, row);
    for (const pairing of pairings.all()) rows.put("pairings", pairing);
    for (const pass of roster.rows.values()) rows.put("passes", pass);
    rows.put("facts", { name: "current", device: pairings.current.device, sitting: pairings.sitting });
  });
}

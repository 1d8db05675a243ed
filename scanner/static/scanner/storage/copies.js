// The scanner's copies: scans and headcounts that wait, and pairings without their roster, which is fetched again.

import { Copies } from "../../phone/copies.js";

export const copies = new Copies("scanner");

/** Copy the rows that wait, and drop the copies of those that wait no more. */
export function copyRows(table, rows) {
  for (const row of rows) {
    if (row.waiting) copies.put(table, row.id, row);
    else copies.drop(table, row.id);
  }
}

/** pairing: the one that is used. */
export function copyPairing(pairing) {
  copies.put("pairings", pairing.device, pairing);
  copies.put("facts", "current", { name: "current", device: pairing.device });
}

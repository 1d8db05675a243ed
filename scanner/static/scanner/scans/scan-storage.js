// Scans go to the store before anything is shown. A held scan waits there for the usher's word, and is sent as unknown without one.

import { announceStored } from "../engine/changes.js";
import { notStored, verdictOf } from "./scan-rows.js";

const HELD_FOR = 180000; // ms: the time to fill in a walk-in with gloves on

/** make() → {row, judgement}: judged and stored without a pause between, for one person may be read twice at a time. */
export async function storeScan(phone, make, person = null) {
  await releaseAllScans(phone);
  const scan = make();
  try {
    await phone.records.add("scans", scan.row);
  } catch (error) {
    return notStored(error, person);
  }
  announceStored(phone);
  return verdictOf(phone, scan, person);
}

export function heldUntil({ now }) {
  return now() + HELD_FOR;
}

export function isHeld({ records }, id) {
  return Boolean((records.get(id) || {}).heldUntil);
}

/** A scan that is held for longer than any is, is from before the clock was set back. */
export function releaseOverdueScans(phone) {
  const now = phone.now();
  return releaseScans(phone, (row) => row.heldUntil <= now || row.heldUntil > now + HELD_FOR);
}

export function releaseAllScans(phone) {
  return releaseScans(phone, () => true);
}

async function releaseScans(phone, isDue) {
  if (!phone.records.heldScans().some(isDue)) return;
  try {
    if (await phone.records.release(isDue)) announceStored(phone);
  } catch {
    // the store is full or refuses: the scan is still held, and is released at the next try
  }
  for (const id of phone.questions.keys()) if (!isHeld(phone, id)) phone.questions.delete(id);
}

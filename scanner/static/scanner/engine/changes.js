// What follows a change: the page gets a new state, other tabs read anew, and what was stored is sent soon.

import { noteWaiting } from "../storage/loss-detection.js";
import { refillEmptiedStore } from "./recovery.js";
import { describeState } from "./state.js";

/** Hand the page a new state, unless it says the same as the last. */
export function publishState(phone) {
  const state = describeState(phone);
  if (phone.isClosed || JSON.stringify(state) === JSON.stringify(phone.state)) return;
  phone.state = state;
  phone.onChange(state);
}

/** Note how many rows wait. Only after the phone stored or sent something: a store that came up empty says nothing. */
export function noteUnsent({ status, records, clock }) {
  if (!status.lost) noteWaiting(records.waiting().length, clock.now());
}

/** To be called when a scan or a headcount is on the disk. */
export function announceStored(phone) {
  phone.status.storage = null;
  noteUnsent(phone);
  phone.tabs.tell("records");
  publishState(phone);
  phone.schedule.soon();
}

export function announceRosterChange(phone) {
  phone.tabs.tell("roster");
  publishState(phone);
}

/** Read the records from the store again, with the roster if isWhole. */
export async function reload(phone, isWhole) {
  if (phone.store.reason === "refused" || phone.isClosed) return;
  await refillEmptiedStore(phone);
  await phone.records.load();
  if (isWhole) await phone.pairings.load();
  publishState(phone);
}

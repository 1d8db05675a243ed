// What happens by itself: every few seconds, when the page comes into sight, and when the network comes back.

import { isRosterDue } from "../network/sync.js";
import { publishState, reload } from "./changes.js";
import { forgetRosterWhenOver } from "./forgetting.js";
import { recoverFromCopies } from "./recovery.js";
import { releaseOverdueScans } from "../scans/scan-storage.js";

const BEAT = 5000; // ms
const CONTACT_EVERY = 15000;

/** Return a function that ends it. */
export function startHeartbeat(phone) {
  const onSight = () => comeIntoSight(phone);
  const onNetwork = () => followNetwork(phone);
  const timer = setInterval(() => beat(phone).catch(() => {}), BEAT);
  document.addEventListener("visibilitychange", onSight);
  self.addEventListener("pageshow", onSight);
  for (const name of ["online", "offline"]) self.addEventListener(name, onNetwork);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", onSight);
    self.removeEventListener("pageshow", onSight);
    for (const name of ["online", "offline"]) self.removeEventListener(name, onNetwork);
  };
}

async function beat(phone) {
  if (phone.isClosed) return;
  phone.clock.check();
  if (phone.status.storage === "full") await lookForRoom(phone);
  await releaseOverdueScans(phone);
  await forgetRosterWhenOver(phone);
  const isTime = phone.steady() - phone.lastTried.contact >= CONTACT_EVERY;
  const hasUnsent = phone.records.waiting().some((row) => !row.heldUntil);
  if (isTime && (hasUnsent || isRosterDue(phone, false))) phone.schedule.soon();
  publishState(phone);
}

/** Somebody may have made room: nobody has to open the page again, which is where scans get lost. */
async function lookForRoom(phone) {
  await phone.store.probe();
  phone.status.storage = phone.store.reason;
  if (phone.status.storage) return;
  await reload(phone, true);
  await recoverFromCopies(phone);
}

function comeIntoSight(phone) {
  if (document.hidden) {
    phone.clock.noteHidden();
    return;
  }
  phone.clock.check();
  reload(phone, !self.BroadcastChannel).catch(() => {});
  if (phone.pairings.current) phone.schedule.wake();
}

function followNetwork(phone) {
  phone.status.online = navigator.onLine !== false;
  if (phone.status.online && phone.pairings.current) phone.schedule.wake();
  publishState(phone);
}

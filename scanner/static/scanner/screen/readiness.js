// Whether the phone may leave the network: the list is on it, and the page that reads the list.

import { canKeep, isKeptOnPhone, missingOnPhone } from "../../phone/keeping.js";
import { say } from "../../phone/language.js";

export function isReady({ device, roster }) {
  return Boolean(device) && roster.complete && isKeptOnPhone();
}

/** Say how many people the phone has, as a promise only when it is ready. */
export function sayRoster({ roster }) {
  if (!roster.complete) return say("roster_loading", { n: roster.size });
  return say(isKeptOnPhone() ? "roster_size" : "roster_before_page", { n: roster.size });
}

/** Return a sentence, or "" when the page is kept. */
export function sayPageMissing() {
  if (!canKeep()) return say("page_not_keepable");
  if (isKeptOnPhone()) return "";
  const missing = missingOnPhone();
  if (!missing || !missing.files) return say("page_waiting");
  return say("page_missing", { n: missing.files, kb: Math.max(1, Math.round(missing.bytes / 1000)) });
}

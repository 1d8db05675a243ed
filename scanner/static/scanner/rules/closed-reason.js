// Why a pass that is good was not let in now: the word, and the time that goes into the sentence.

const ZONE = 7 * 3600000; // ms; Vietnam has no summer time
const DAY = 24 * 3600000;

/** windows as verdict.js takes them. {why, sitting, opensAt, closesAt}, the last three null where they say nothing. */
export function whyClosed(windows, { at, sitting = null, cancelledAt = null, clockIsSure = true }) {
  const word = (why, window = null) => ({
    why,
    sitting: window && window.sitting,
    opensAt: window && why !== "too_late" ? window.opensAt : null,
    closesAt: window && why === "too_late" ? window.closesAt : null,
  });
  if (cancelledAt !== null && at >= cancelledAt) return word("cancelled");
  if (!clockIsSure) return word("clock");
  const asked = windows.filter((w) => sitting === null || w.sitting === sitting).sort((one, other) => one.opensAt - other.opensAt);
  const next = asked.find((w) => w.opensAt > at);
  const last = asked.filter((w) => w.closesAt < at).pop();
  if (next && (sitting !== null || day(next.opensAt) === day(at))) return word("too_early", next);
  if (last && (sitting !== null || day(last.closesAt) === day(at))) return word("too_late", last);
  return word("no_sitting_today", next);
}

function day(at) {
  return Math.floor((at + ZONE) / DAY);
}

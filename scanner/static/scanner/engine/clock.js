// What time it is, when the phone's own clock cannot be trusted.

import { correct } from "../rules/verdict.js";

const SLOW = 10000; // ms; the way of such an answer tells little about a clock
const KEPT = 8;
const JUMP = 60000; // ms
const LEEWAY = 2000; // ms between two measurements that agree

/**
 * now: the phone's clock, epoch ms; steady: ms that no one can set. offset is server minus phone. onMoved(): a new contact is wanted.
 * A phone that slept looks like a clock set forward: `isJumped` then only when the page was in sight all the while.
 */
export function makeClock({ now, steady, isHidden, onMoved }) {
  let samples = []; // {offset, trip}, latest last
  let jumped = false;
  let mayHaveSlept = false;
  let drift = now() - steady();

  const best = () => samples.reduce((one, other) => (one && one.trip <= other.trip ? one : other), null);

  return {
    get offset() {
      const sample = best();
      return sample ? Math.round(sample.offset) : null;
    },
    get isJumped() {
      return jumped;
    },
    correct(at) {
      return correct(at, this.offset ?? 0);
    },
    now() {
      return this.correct(now());
    },
    /** One contact: the server's time somewhere between sending (sentAt, by the phone) and trip ms later. */
    measure({ serverTime, sentAt, trip }) {
      if (!Number.isFinite(serverTime) || (trip > SLOW && samples.length && !jumped)) return;
      const fresh = { offset: serverTime - (sentAt + trip / 2), trip };
      const agrees = (old) => Math.abs(old.offset - fresh.offset) <= (old.trip + trip) / 2 + LEEWAY;
      samples = [...samples.filter(agrees), fresh].slice(-KEPT);
      jumped = false;
      drift = now() - steady();
    },
    noteHidden() {
      mayHaveSlept = true;
    },
    /** To be called often: a jump shows only between two looks. */
    check() {
      const moved = now() - steady() - drift;
      const slept = mayHaveSlept || isHidden();
      mayHaveSlept = isHidden();
      drift += moved;
      if (Math.abs(moved) <= JUMP) return;
      if (moved < 0) samples = samples.map((sample) => ({ ...sample, offset: sample.offset - moved })); // no sleep does that
      if (moved < 0 || !slept) jumped = true;
      onMoved();
    },
    /** What to store, and to begin with the next time. lastSeen: a moment by the phone's clock that has been. */
    saved: () => best(),
    restore(sample, lastSeen) {
      if (sample) samples = [{ offset: sample.offset, trip: sample.trip }];
      if (now() < lastSeen - JUMP) jumped = true;
    },
  };
}

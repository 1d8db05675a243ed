// What time it is, when the phone's own clock cannot be trusted.

import { correct } from "../rules/verdict.js";

const SLOW = 10000; // ms; an answer that took so long tells little about a clock
const KEPT_SAMPLES = 8;
const JUMP = 60000; // ms
const LEEWAY = 2000; // ms between two measurements that agree

/**
 * now: the phone's clock, epoch ms; steady: ms that no one can set. offset is server minus phone. onMoved(): the server is to be asked again.
 * A phone that slept looks like a clock set forward: `isJumped` then only when the page was in sight all the while.
 */
export class Clock {
  constructor({ now, steady, isHidden, onMoved }) {
    Object.assign(this, { phoneNow: now, steady, isHidden, onMoved });
    this.samples = []; // {offset, trip}, latest last
    this.isJumped = false;
    this.isSure = false; // measured since the page was opened, and not set since
    this.hasMetServer = false; // since the page was opened
    this.pastUntil = null; // the latest moment, by the server's clock, that has certainly been
    this.mayHaveSlept = false;
    this.drift = now() - steady();
  }

  get offset() {
    const sample = this.bestSample();
    return sample ? Math.round(sample.offset) : null;
  }

  correct(at) {
    return correct(at, this.offset ?? 0);
  }

  /** Does the offset change a time? */
  get isCorrected() {
    return this.correct(0) !== 0;
  }

  now() {
    return this.correct(this.phoneNow());
  }

  /** Take one answer's time: the server's clock somewhere between sending (sentAt, by the phone) and trip ms later. */
  measure({ serverTime, sentAt, trip }) {
    if (!Number.isFinite(serverTime)) return;
    this.notePast(serverTime);
    this.hasMetServer = true;
    if (trip > SLOW && this.isSure) return;
    const sample = { offset: serverTime - (sentAt + trip / 2), trip };
    const agrees = (earlier) => Math.abs(earlier.offset - sample.offset) <= (earlier.trip + trip) / 2 + LEEWAY;
    this.samples = [...this.samples.filter(agrees), sample].slice(-KEPT_SAMPLES);
    [this.isJumped, this.isSure] = [false, true];
    this.drift = this.phoneNow() - this.steady();
  }

  noteHidden() {
    this.mayHaveSlept = true;
  }

  /** Compare the two clocks. To be called often: a jump shows only between two looks. */
  check() {
    const moved = this.phoneNow() - this.steady() - this.drift;
    const mayHaveSlept = this.mayHaveSlept || this.isHidden();
    this.mayHaveSlept = this.isHidden();
    this.drift += moved;
    if (Math.abs(moved) <= JUMP) return;
    if (moved < 0) this.samples = this.samples.map((sample) => ({ ...sample, offset: sample.offset - moved })); // no sleep does that
    if (moved < 0 || !mayHaveSlept) this.isJumped = true;
    if (moved > 0) this.isSure = false; // slept, or set
    this.onMoved();
  }

  /** Return the sample to store, and to restore the next time; null without one. */
  bestSample() {
    return this.samples.reduce((best, sample) => (best && best.trip <= sample.trip ? best : sample), null);
  }

  /** A stored offset is a guess until the server was met: the clock may have been set while the page was closed. lastSeen: by the phone. */
  restore(sample, lastSeen) {
    if (sample) this.samples = [{ offset: sample.offset, trip: sample.trip }];
    if (this.phoneNow() < lastSeen - JUMP) this.isJumped = true;
  }

  /** Take a moment that has been, by the server's clock. */
  notePast(at) {
    if (Number.isFinite(at) && !(this.pastUntil >= at)) this.pastUntil = at;
  }
}

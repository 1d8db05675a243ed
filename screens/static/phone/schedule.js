// When to talk to the server: at once when there is cause, later and later after failures, never twice at a time.

const FIRST_PAUSE = 5000; // ms after the first failure; doubled with each
const LONGEST_PAUSE = 120000;

/** sync(isForced) → {reached: true | false | null, problem, retryAfter}: one go at everything. reached null: nothing was asked. */
export class Schedule {
  constructor({ sync, steady, onChange }) {
    Object.assign(this, { sync, steady, onChange });
    this.running = null;
    this.isWantedAgain = false;
    this.isForcedAgain = false;
    this.failures = 0;
    this.notBefore = -Infinity;
  }

  get isRunning() {
    return this.running !== null;
  }

  /** Talk whatever the pause. Resolves with true when the server was reached. */
  now() {
    return this.start(true).catch(() => false);
  }

  /** Talk unless it is the time to pause. */
  soon() {
    if (this.running || this.steady() >= this.notBefore) return this.start(false).catch(() => false);
    return Promise.resolve(false);
  }

  /** End the pause: the network may be back. */
  wake() {
    this.notBefore = -Infinity;
    return this.soon();
  }

  start(isForced) {
    if (this.running) {
      this.isWantedAgain = true;
      this.isForcedAgain = this.isForcedAgain || isForced;
      return this.running;
    }
    this.running = this.run(isForced).finally(() => {
      this.running = null;
      this.onChange();
    });
    this.onChange();
    return this.running;
  }

  async run(isForced) {
    let result = null;
    do {
      const isForcedNow = isForced || this.isForcedAgain;
      [isForced, this.isWantedAgain, this.isForcedAgain] = [false, false, false];
      result = await this.sync(isForcedNow);
      this.setPause(result);
    } while (this.isForcedAgain || (this.isWantedAgain && !this.failures));
    return result.reached === true;
  }

  setPause({ reached, problem, retryAfter = 0 }) {
    if (reached === null) return;
    this.failures = reached && !problem ? 0 : this.failures + 1;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.failures - 1)) * (0.8 + 0.4 * Math.random());
    this.notBefore = this.failures ? this.steady() + Math.max(pause, retryAfter) : -Infinity;
  }
}

// One look at a pass is many readings: what was read within the last seconds gets the same answer again, and nothing is stored.

const SAME_WITHIN = 3000; // ms

export class RecentReadings {
  constructor(steady) {
    this.steady = steady;
    this.byKey = new Map(); // what was read → {at, answer}
  }

  /** Return work()'s answer, or the one of before with repeated: true. What could not be stored may be tried again at once. */
  answerOnce(key, work) {
    const at = this.steady();
    for (const [each, reading] of this.byKey) if (at - reading.at > SAME_WITHIN) this.byKey.delete(each);
    const earlier = this.byKey.get(key);
    if (earlier) {
      earlier.at = at;
      return earlier.answer.then((answer) => ({ ...answer, repeated: true }));
    }
    const answer = work();
    this.byKey.set(key, { at, answer });
    answer.then(({ kind }) => {
      if (kind === "not_stored") this.byKey.delete(key);
    });
    return answer;
  }

  /** Judge anew what still lies before the camera. */
  clear() {
    this.byKey.clear();
  }
}

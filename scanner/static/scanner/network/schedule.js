// When to talk to the server: at once when there is cause, later and later after failures, never twice at a time.

const FIRST_PAUSE = 5000; // ms after the first failure; doubled with each
const LONGEST_PAUSE = 120000;

/** round(forced) → {reached: true | false | null, problem}: one go at everything. reached null: nothing was asked. */
export function makeContact({ round, steady, onChange }) {
  let running = null;
  let again = false;
  let forcedAgain = false;
  let failures = 0;
  let notBefore = -Infinity;

  const note = ({ reached, problem }) => {
    if (reached === null) return;
    failures = reached && !problem ? 0 : failures + 1;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
    notBefore = failures ? steady() + pause : -Infinity;
  };
  const run = async (forced) => {
    let last = { reached: null, problem: null };
    do {
      [again, forced, forcedAgain] = [false, forced || forcedAgain, false];
      last = await round(forced);
      note(last);
      forced = false;
    } while (forcedAgain || (again && !failures));
    return last.reached === true;
  };
  const start = (forced) => {
    if (running) {
      again = true;
      forcedAgain = forcedAgain || forced;
      return running;
    }
    running = run(forced).finally(() => {
      running = null;
      onChange();
    });
    onChange();
    return running;
  };
  const quietly = (promise) => promise.catch(() => false);

  return {
    get isRunning() {
      return running !== null;
    },
    /** Whatever the pause. True when the server was reached. */
    now: () => quietly(start(true)),
    /** Unless it is the time to pause. */
    soon: () => (running || steady() >= notBefore ? quietly(start(false)) : Promise.resolve(false)),
    /** The network may be back: the pause ends. */
    wake() {
      notBefore = -Infinity;
      return this.soon();
    },
  };
}

// Sounds and vibrations that are told apart without looking: good rises, again is two even beeps, bad is one long low tone, ask is one short one.
// kind of wave; beeps: [Hz, seconds until it begins, seconds that it lasts]
const TONES = {
  good: {
    kind: "sine",
    beeps: [
      [880, 0, 0.1],
      [1320, 0.11, 0.18],
    ],
  },
  again: {
    kind: "sine",
    beeps: [
      [620, 0, 0.12],
      [620, 0.2, 0.12],
    ],
  },
  bad: { kind: "square", beeps: [[180, 0, 0.5]] },
  ask: { kind: "triangle", beeps: [[520, 0, 0.16]] },
};
const PULSES = { good: [70], again: [60, 80, 60], bad: [350, 90, 120], ask: [40, 40, 40, 40, 40] };

let audio = null;

// A browser lets a page sound only after it was touched; iOS also falls silent after a call or a lock.
function unlock() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  audio = audio || new Audio();
  if (audio.state !== "running") audio.resume().catch(() => {});
}

export function listenForTouch() {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlock, { capture: true, passive: true });
}

/** tone: good, again, bad or ask. */
export function signal(tone) {
  playTone(TONES[tone]);
  if (navigator.vibrate) navigator.vibrate(PULSES[tone]);
}

function playTone({ kind, beeps }) {
  if (!audio || audio.state !== "running") return;
  for (const [pitch, delay, length] of beeps) {
    const begin = audio.currentTime + delay;
    const oscillator = audio.createOscillator();
    const loudness = audio.createGain();
    oscillator.type = kind;
    oscillator.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begin);
    loudness.gain.exponentialRampToValueAtTime(0.6, begin + 0.01);
    loudness.gain.setValueAtTime(0.6, begin + length - 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + length);
    oscillator.connect(loudness).connect(audio.destination);
    oscillator.start(begin);
    oscillator.stop(begin + length);
  }
}

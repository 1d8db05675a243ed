// A USB or Bluetooth scanner is a keyboard that types faster than a person and ends with Enter or Tab, wherever the focus is.

const USUAL_GAP = 80; // ms between two keys, in the median: a person who types six that fast types what the scanner would
const LONGEST_GAP = 400; // a busy phone hands keys over in clumps
const FEWEST = 6; // keys
const ENDS = ["Enter", "Tab"];
const SECOND_END = 300; // ms; many send two: Enter as CR and LF, or Enter and Tab
const TEXT_TYPES = /^(text|search|tel|number|password|email|url)$/;

export function listenToKeyboardScanner(onText) {
  const scanner = new KeyboardScanner(onText);
  document.addEventListener("keydown", (event) => scanner.take(event), true);
}

class KeyboardScanner {
  constructor(onText) {
    this.onText = onText;
    this.lastKeyAt = -Infinity;
    this.endedAt = -Infinity;
    this.begin();
  }

  begin() {
    const element = document.activeElement;
    this.burst = "";
    this.gaps = [];
    this.field = isTextField(element) ? element : null;
    this.valueBefore = this.field ? this.field.value : "";
  }

  take(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const gap = event.timeStamp - this.lastKeyAt;
    if (ENDS.includes(event.key)) {
      this.takeEnd(event, gap);
      return;
    }
    if (event.key === "Backspace") {
      this.takeBack(event, gap);
      return;
    }
    if (event.key.length !== 1 || event.isComposing) return;
    if (gap > LONGEST_GAP || event.repeat || !this.burst) this.begin();
    else this.gaps.push(gap);
    this.burst += event.key;
    this.lastKeyAt = event.timeStamp;
    if (event.key === " " && !this.field && gap <= USUAL_GAP) event.preventDefault(); // it would scroll, or press a button
  }

  /** An input method takes back what was typed and writes the letter with its accent: the text is what stands there in the end. */
  takeBack(event, gap) {
    if (!this.burst || gap > LONGEST_GAP) return;
    this.burst = Array.from(this.burst).slice(0, -1).join("");
    this.gaps.push(gap);
    this.lastKeyAt = event.timeStamp;
  }

  takeEnd(event, gap) {
    const text = this.burst;
    const isScan = gap <= LONGEST_GAP && this.isByMachine();
    const isSecond = !text && event.timeStamp - this.endedAt <= SECOND_END;
    this.burst = "";
    if (!isScan && !isSecond) return;
    event.preventDefault(); // or the button that has the focus would be pressed, or lose it
    event.stopImmediatePropagation();
    this.endedAt = event.timeStamp;
    if (isSecond) return;
    this.restoreField();
    this.onText(text);
  }

  isByMachine() {
    const sorted = [...this.gaps].sort((a, b) => a - b);
    return this.burst.length >= FEWEST && sorted[sorted.length >> 1] <= USUAL_GAP;
  }

  /** Take what the scanner typed out of the field that had the focus. */
  restoreField() {
    if (!this.field) return;
    this.field.value = this.valueBefore;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function isTextField(element) {
  return Boolean(element) && (element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && TEXT_TYPES.test(element.type)));
}

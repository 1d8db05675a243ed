// A USB or Bluetooth scanner is a keyboard that types faster than a person and ends with Enter, wherever the focus is.
const USUAL_GAP = 80; // ms between two keys, in the middle of all: a person who types six that fast types what the scanner would
const LONGEST_GAP = 400; // a busy phone hands keys over in clumps
const FEWEST = 6;

const TYPED_IN = /^(text|search|tel|number|password|email|url)$/;
const isField = (element) => element && (element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && TYPED_IN.test(element.type)));

export function listenToWedge(onText) {
  let burst = "";
  let gaps = [];
  let last = -Infinity;
  let field = null;
  let before = "";

  function begin() {
    burst = "";
    gaps = [];
    field = isField(document.activeElement) ? document.activeElement : null;
    before = field ? field.value : "";
  }

  // What the scanner typed into a field that had the focus is taken out again.
  function giveBack() {
    if (!field) return;
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const isByMachine = () => burst.length >= FEWEST && gaps.sort((a, b) => a - b)[gaps.length >> 1] <= USUAL_GAP;

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const gap = event.timeStamp - last;
    if (event.key === "Enter") {
      const text = gap <= LONGEST_GAP && isByMachine() ? burst : null;
      burst = "";
      if (text === null) return;
      event.preventDefault(); // or the button that has the focus would be pressed
      event.stopImmediatePropagation();
      giveBack();
      onText(text);
      return;
    }
    if (event.key.length !== 1 || event.isComposing) return;
    if (gap > LONGEST_GAP || event.repeat || !burst) begin();
    else gaps.push(gap);
    burst += event.key;
    last = event.timeStamp;
    if (event.key === " " && !field && gap <= USUAL_GAP) event.preventDefault();
  }

  document.addEventListener("keydown", onKey, true);
}

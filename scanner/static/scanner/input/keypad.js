// Our own keys: large enough for a glove, and the screen does not jump as it does when the phone's keyboard opens.

import { make } from "../../phone/dom.js";
import { say } from "../../phone/language.js";

/** onKey(value): after each key. */
export function drawKeypad(place, input, letters, onKey = () => {}) {
  const type = (value) => {
    if (input.maxLength > 0 && value.length > input.maxLength) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    onKey(value);
  };
  const keys = [...letters].map((letter) => make("button", { type: "button", text: letter, on: () => type(input.value + letter) }));
  const onErase = () => type(input.value.slice(0, -1));
  const erase = make("button", { type: "button", class: "erase", text: "⌫", "aria-label": say("erase"), on: onErase });
  place.textContent = "";
  place.append(...keys, erase);
}

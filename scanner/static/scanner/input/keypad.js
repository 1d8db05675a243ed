import { make } from "../screen/dom.js";
import { say } from "../screen/language.js";

// Our own keys: large enough for a glove, and the screen does not jump as it does when the phone's keyboard opens.
export function keypad(place, input, letters, onKey = () => {}) {
  const press = (change) => () => {
    const value = change(input.value);
    if (input.maxLength > 0 && value.length > input.maxLength) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    onKey(value);
  };
  const keys = [...letters].map((letter) => make("button", { type: "button", text: letter, on: press((value) => value + letter) }));
  const erase = make("button", {
    type: "button",
    class: "erase",
    text: "⌫",
    "aria-label": say("erase"),
    on: press((value) => value.slice(0, -1)),
  });
  place.textContent = "";
  place.append(...keys, erase);
}

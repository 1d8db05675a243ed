// A typed short code, or the number of an identity card.

import { drawKeypad } from "../input/keypad.js";
import { SHORT_ALPHABET, SHORT_LENGTH } from "../rules/limits.js";
import { byId, showNote } from "../../phone/dom.js";
import { say } from "../../phone/language.js";
import { addPanel, closePanel } from "./panels.js";

const KINDS = {
  pass: { letters: SHORT_ALPHABET, length: SHORT_LENGTH, hint: "code_hint", trouble: "code_short" },
  card: { letters: "1234567890", length: 12, hint: "number_hint", trouble: "number_short" },
};

/** onText(text): what was typed, when it is whole. */
export function addCodePanel(onText) {
  const input = byId("code");
  let kind = KINDS.pass;

  function choose(name) {
    kind = KINDS[name];
    byId("code-of-pass").setAttribute("aria-pressed", String(name === "pass"));
    byId("code-of-card").setAttribute("aria-pressed", String(name === "card"));
    byId("code-hint").textContent = say(kind.hint);
    byId("code-keys").classList.toggle("numbers", name === "card");
    input.value = "";
    input.maxLength = kind.length + 5; // spaces and dashes, when it is typed on a keyboard
    showNote("code-trouble", "", input);
    drawKeypad(byId("code-keys"), input, kind.letters, (value) => {
      if (value.length === kind.length) submit();
    });
  }

  function submit() {
    const text = input.value.replace(/[\s\-.]/g, "").toUpperCase();
    if (text.length !== kind.length) {
      showNote("code-trouble", say(kind.trouble), input);
      return;
    }
    closePanel();
    onText(text);
  }

  byId("code-of-pass").addEventListener("click", () => choose("pass"));
  byId("code-of-card").addEventListener("click", () => choose("card"));
  byId("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => showNote("code-trouble", "", input));
  addPanel("code", () => {
    choose("pass");
    return input;
  });
}

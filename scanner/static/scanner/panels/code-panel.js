import { byId, tellAt } from "../screen/dom.js";
import { closePanel, panel } from "./panels.js";
import { keypad } from "../input/keypad.js";
import { say } from "../screen/language.js";

const LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"; // attendance/passes/codes.py SHORT_ALPHABET
const KINDS = {
  pass: { letters: LETTERS, length: 6, hint: "code_hint", trouble: "code_short" },
  card: { letters: "1234567890", length: 12, hint: "number_hint", trouble: "number_short" },
};

// A typed short code, or the number of an identity card. onText(text): what was typed, when it is whole.
export function codePanel(onText) {
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
    tellAt("code-trouble", "", input);
    keypad(byId("code-keys"), input, kind.letters, (value) => {
      if (value.length === kind.length) submit();
    });
  }

  function submit() {
    const text = input.value.replace(/[\s\-.]/g, "").toUpperCase();
    if (text.length !== kind.length) {
      tellAt("code-trouble", say(kind.trouble), input);
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
  input.addEventListener("input", () => tellAt("code-trouble", "", input));
  panel("code", () => {
    choose("pass");
    return input;
  });
}

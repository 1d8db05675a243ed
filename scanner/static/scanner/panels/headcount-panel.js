import { byId, fill, make, tellAt } from "../screen/dom.js";
import { clock, say, sayInVietnamese } from "../screen/language.js";
import { keypad } from "../input/keypad.js";
import { panel } from "./panels.js";

const USUAL = ["audience", "pupils", "guests", "parents"];

// People counted without names.
export function headsPanel(scanner) {
  const form = byId("heads-form");
  const count = byId("heads-count");
  const sitting = byId("heads-sitting");
  const other = byId("heads-category");
  const basis = () => {
    const chosen = form.querySelector("[name=basis]:checked");
    return chosen ? chosen.value : null;
  };
  let category = USUAL[0];

  const isUsual = (word) => USUAL.includes(word);
  // What is stored is one spelling, whatever language the usher reads.
  const named = () => (isUsual(category) ? sayInVietnamese(category) : other.value.trim());

  function drawCategories() {
    const button = (word, text) =>
      make("button", {
        type: "button",
        "aria-pressed": String(category === word),
        text,
        on: () => {
          category = word;
          drawCategories();
          if (!isUsual(word)) other.focus();
        },
      });
    fill(byId("heads-categories"), ...USUAL.map((word) => button(word, say(word))), button("other", say("other_category")));
    other.hidden = isUsual(category);
    other.setAttribute("aria-label", say("category"));
  }

  function drawSittings() {
    const { sittings, sitting: chosen, sittingNow } = scanner.state;
    fill(sitting, ...sittings.map(({ id, label, startsAt }) => make("option", { value: id, text: `${label} ${clock(startsAt)}` })));
    const current = chosen ?? sittingNow;
    sitting.value = current === null || current === undefined ? "" : String(current);
    if (sittings.length === 1) sitting.value = String(sittings[0].id);
  }

  function trouble() {
    if (!sitting.value) return [sitting, say("sitting_missing")];
    if (!named()) return [other, say("category_missing")];
    if (!basis()) return [form.querySelector("[name=basis]"), say("basis_missing")];
    if (!/^\d{1,5}$/.test(count.value.trim())) return [count, say("count_missing")];
    return null;
  }

  async function save() {
    tellAt("heads-trouble", "", count);
    const wrong = trouble();
    if (wrong) {
      tellAt("heads-trouble", wrong[1]);
      wrong[0].focus();
      return;
    }
    const stored = await scanner.countHeads({
      sitting: Number(sitting.value),
      category: named(),
      count: Number(count.value.trim()),
      basis: basis(),
    });
    if (stored.kind !== "stored") {
      tellAt("heads-trouble", stored.kind === "refused" ? say("failed", { what: stored.code }) : say("not_stored_do"));
      return;
    }
    const said = say("count_saved", {
      category: isUsual(category) ? say(category) : named(),
      n: count.value.trim(),
      basis: say(basis()).toLowerCase(),
    });
    count.value = "";
    tellAt("heads-saved", said);
    byId("heads-saved").scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  panel("heads", () => {
    form.reset();
    category = USUAL[0];
    tellAt("heads-trouble", "");
    tellAt("heads-saved", "");
    count.placeholder = say("how_many");
    drawCategories();
    drawSittings();
    keypad(byId("heads-keys"), count, "1234567890");
    return count;
  });
}

import { byId, fill, make, tellAt } from "../screen/dom.js";
import { clean, fold, nameProblem } from "../rules/names.js";
import { closePanel, panel } from "./panels.js";
import { say } from "../screen/language.js";

const OLDEST = 120; // years
const HOLD_EVERY = 30000; // ms

// Somebody who is not in the list. does: {register(walkIn), same(registration, pending)}; each answers null, or {field, code} when it was refused.
export function walkInPanel(scanner, does) {
  const form = byId("walk-in-form");
  const name = byId("walk-in-name");
  const year = byId("walk-in-year");
  const unit = byId("walk-in-unit");
  const alike = byId("walk-in-namesakes");
  let card = null; // {sealedCard, pending} when a card filled the form
  let heldAt = 0;
  const gender = () => {
    const chosen = form.querySelector("[name=gender]:checked");
    return chosen ? chosen.value : null;
  };
  const thisYear = () => new Date().getFullYear();

  function nameTrouble() {
    const problem = nameProblem(name.value);
    if (problem) return say(`name_${problem}`);
    return "";
  }

  function yearTrouble() {
    const typed = year.value.trim();
    const [first, last] = [thisYear() - OLDEST, thisYear()];
    const isRight = !typed || (/^\d{4}$/.test(typed) && Number(typed) >= first && Number(typed) <= last);
    return isRight ? "" : say("year_wrong", { first, last });
  }

  // Says what is wrong beside its field; true when nothing is.
  function isRight() {
    const found = [
      [name, "walk-in-name-trouble", nameTrouble()],
      [form.querySelector("[name=gender]"), "walk-in-gender-trouble", gender() ? "" : say("gender_missing")],
      [year, "walk-in-year-trouble", yearTrouble()],
    ];
    for (const [field, place, sentence] of found) tellAt(place, sentence, field);
    const wrong = found.find(([, , sentence]) => sentence);
    if (wrong) wrong[0].focus();
    return !wrong;
  }

  const filled = () => ({
    fullName: clean(name.value),
    birthYear: year.value.trim() ? Number(year.value.trim()) : null,
    gender: gender(),
    unit: unit.value ? Number(unit.value) : null,
    sealedCard: card ? card.sealedCard : null,
  });

  async function namesakes() {
    const wanted = fold(name.value);
    return (await scanner.search(name.value, 50)).filter((row) => fold(row.name) === wanted);
  }

  function ask(rows) {
    const heading = alike.querySelector("h3");
    fill(
      alike.querySelector("ul"),
      ...rows.map((row) =>
        make(
          "li",
          {},
          make(
            "button",
            { type: "button", class: "row", on: () => same(row) },
            make("b", { text: row.name }),
            make("span", { text: row.hint || "" }),
            make("em", { text: say("yes_this_one") }),
          ),
        ),
      ),
    );
    form.hidden = true;
    alike.hidden = false;
    heading.focus();
  }

  function same(row) {
    closePanel();
    does.same(row.registration ?? row.walkIn, card && card.pending);
  }

  async function register() {
    const refused = await does.register(filled());
    if (!refused) {
      closePanel();
      return;
    }
    backToForm();
    const place = { full_name: "name", fullName: "name", birth_year: "year", birthYear: "year", gender: "gender" }[refused.field] || "name";
    const field = place === "gender" ? form.querySelector("[name=gender]") : place === "year" ? year : name;
    const sentences = { year: say("year_wrong", { first: thisYear() - OLDEST, last: thisYear() }), gender: say("gender_missing") };
    tellAt(`walk-in-${place}-trouble`, sentences[place] || nameTrouble() || say("failed", { what: refused.code }), field);
  }

  function backToForm() {
    alike.hidden = true;
    form.hidden = false;
  }

  function begin(given) {
    form.reset();
    backToForm();
    for (const [field, place] of [
      [name, "name"],
      [year, "year"],
      [form.querySelector("[name=gender]"), "gender"],
    ])
      tellAt(`walk-in-${place}-trouble`, "", field);
    const communes = (scanner.state.communes || []).map(({ id, name: called }) => make("option", { value: id, text: called }));
    fill(unit, make("option", { value: "", text: say("elsewhere_in_province") }), ...communes);
    card = given ? { sealedCard: given.walkIn.sealedCard, pending: given.pending } : null;
    heldAt = -Infinity;
    hold();
    byId("walk-in-from-card").hidden = !given;
    const { notice } = scanner.state.about || {};
    byId("walk-in-told").hidden = !notice;
    byId("walk-in-told").open = false;
    byId("walk-in-notice").textContent = notice ? notice.text : "";
    if (!given) return;
    name.value = given.walkIn.fullName || "";
    year.value = given.walkIn.birthYear || "";
    const chosen = form.querySelector(`[name=gender][value="${given.walkIn.gender === "F" ? "F" : "M"}"]`);
    chosen.checked = Boolean(given.walkIn.gender);
  }

  // Its scan is not sent as unknown while somebody is writing.
  function hold() {
    if (!card || !card.pending || performance.now() - heldAt < HOLD_EVERY) return;
    heldAt = performance.now();
    scanner.keepHolding(card.pending);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!isRight()) return;
    const rows = await namesakes();
    if (rows.length) ask(rows);
    else register();
  });
  byId("walk-in-new").addEventListener("click", register);
  byId("walk-in-back").addEventListener("click", () => {
    backToForm();
    name.focus();
  });
  panel(
    "walk-in",
    (given) => {
      begin(given);
      return given ? form.querySelector("button.primary") : name;
    },
    hold,
  );
}

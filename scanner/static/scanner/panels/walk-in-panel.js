// Somebody who is not in the list.

import { clean, nameProblem, queryWords } from "../rules/names.js";
import { byId, fill, make, showNote } from "../../phone/dom.js";
import { say } from "../../phone/language.js";
import { addPanel, chosenValue, closePanel } from "./panels.js";

const OLDEST = 120; // years
const HOLD_EVERY = 30000; // ms
const FIELDS_OF_CODES = { full_name: "name", birth_year: "year", gender: "gender" }; // of what the engine refuses

/**
 * onRegister(walkIn): resolves with null, or with {field, code} when it was refused. onSame(registration, pending): it is somebody in the
 * list after all.
 */
export function addWalkInPanel(scanner, { onRegister, onSame }) {
  const panel = new WalkInPanel(scanner, { onRegister, onSame });
  addPanel(
    "walk-in",
    (details) => panel.open(details),
    () => panel.keepHolding(),
  );
}

class WalkInPanel {
  constructor(scanner, { onRegister, onSame }) {
    Object.assign(this, { scanner, onRegister, onSame });
    this.form = byId("walk-in-form");
    this.name = byId("walk-in-name");
    this.year = byId("walk-in-year");
    this.unit = byId("walk-in-unit");
    this.gender = this.form.querySelector("[name=gender]");
    this.namesakes = byId("walk-in-namesakes");
    this.card = null; // {sealedCard, pending} when a card filled the form
    this.heldAt = -Infinity;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("walk-in-new").addEventListener("click", () => this.register());
    byId("walk-in-back").addEventListener("click", () => {
      this.showForm();
      this.name.focus();
    });
  }

  /** offer: {walkIn, pending} of a card that nobody has on record, or nothing. */
  open(offer) {
    this.form.reset();
    this.showForm();
    for (const place of ["name", "year", "gender"]) this.showTrouble(place, "");
    this.drawCommunes();
    this.card = offer ? { sealedCard: offer.walkIn.sealedCard, pending: offer.pending } : null;
    this.heldAt = -Infinity;
    this.keepHolding();
    byId("walk-in-from-card").hidden = !offer;
    this.drawPrivacyNotice();
    if (!offer) return this.name;
    this.fillFromCard(offer.walkIn);
    return this.form.querySelector("button.primary");
  }

  drawCommunes() {
    const communes = (this.scanner.state.communes || []).map(({ id, name }) => make("option", { value: id, text: name }));
    fill(this.unit, make("option", { value: "", text: say("elsewhere_in_province") }), ...communes);
  }

  drawPrivacyNotice() {
    const { notice } = this.scanner.state.about || {};
    byId("walk-in-told").hidden = !notice;
    byId("walk-in-told").open = false;
    byId("walk-in-notice").textContent = notice ? notice.text : "";
  }

  fillFromCard({ fullName, birthYear, gender }) {
    this.name.value = fullName || "";
    this.year.value = birthYear || "";
    this.form.querySelector(`[name=gender][value="${gender === "F" ? "F" : "M"}"]`).checked = Boolean(gender);
  }

  /** Keep the card's scan from being sent as unknown while somebody is writing. */
  keepHolding() {
    if (!this.card || !this.card.pending || performance.now() - this.heldAt < HOLD_EVERY) return;
    this.heldAt = performance.now();
    this.scanner.keepHolding(this.card.pending);
  }

  async submit() {
    if (!this.checkFields()) return;
    const rows = await this.findNamesakes();
    if (rows.length) this.askAboutNamesakes(rows);
    else this.register();
  }

  async register() {
    const refusal = await this.onRegister(this.values());
    if (!refusal) {
      closePanel();
      return;
    }
    this.showForm();
    const place = FIELDS_OF_CODES[refusal.field] || "name";
    const sentences = { year: sayYearWrong(), gender: say("gender_missing"), name: sayNameProblem(this.name.value) };
    this.showTrouble(place, sentences[place] || say("failed", { what: refusal.code }));
  }

  values() {
    const year = this.year.value.trim();
    return {
      fullName: clean(this.name.value),
      birthYear: year ? Number(year) : null,
      gender: chosenValue(this.form, "gender"),
      unit: this.unit.value ? Number(this.unit.value) : null,
      sealedCard: this.card ? this.card.sealedCard : null,
    };
  }

  /** Say what is wrong beside its field. Return true when nothing is. */
  checkFields() {
    const troubles = {
      name: sayNameProblem(this.name.value),
      gender: chosenValue(this.form, "gender") ? "" : say("gender_missing"),
      year: isYear(this.year.value.trim()) ? "" : sayYearWrong(),
    };
    for (const [place, sentence] of Object.entries(troubles)) this.showTrouble(place, sentence);
    const wrong = Object.keys(troubles).find((place) => troubles[place]);
    if (wrong) this[wrong].focus();
    return !wrong;
  }

  showTrouble(place, sentence) {
    showNote(`walk-in-${place}-trouble`, sentence, this[place]);
  }

  async findNamesakes() {
    const wordsOf = (name) => queryWords(name).join(" "); // K'Tiếu and Ktiếu may be one
    const words = wordsOf(this.name.value);
    return (await this.scanner.search(this.name.value, 50)).filter((person) => wordsOf(person.name) === words);
  }

  askAboutNamesakes(people) {
    fill(this.namesakes.querySelector("ul"), ...people.map((person) => this.makeNamesake(person)));
    this.form.hidden = true;
    this.namesakes.hidden = false;
    this.namesakes.querySelector("h3").focus();
  }

  makeNamesake(person) {
    const onChoose = () => {
      closePanel();
      this.onSame(person.registration ?? person.walkIn, this.card && this.card.pending);
    };
    const parts = [make("b", { text: person.name }), make("span", { text: person.hint || "" }), make("em", { text: say("yes_this_one") })];
    return make("li", {}, make("button", { type: "button", class: "row", on: onChoose }, ...parts));
  }

  showForm() {
    this.namesakes.hidden = true;
    this.form.hidden = false;
  }
}

function sayNameProblem(name) {
  const problem = nameProblem(name);
  return problem ? say(`name_${problem}`) : "";
}

function isYear(text) {
  const [first, last] = possibleYears();
  return !text || (/^\d{4}$/.test(text) && Number(text) >= first && Number(text) <= last);
}

function sayYearWrong() {
  const [first, last] = possibleYears();
  return say("year_wrong", { first, last });
}

function possibleYears() {
  const thisYear = new Date().getFullYear();
  return [thisYear - OLDEST, thisYear];
}

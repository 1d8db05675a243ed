// People counted without names.

import { drawKeypad } from "../input/keypad.js";
import { byId, fill, make, showNote } from "../../phone/dom.js";
import { formatTime, say, sayInVietnamese } from "../../phone/language.js";
import { addPanel, chosenValue } from "./panels.js";

const USUAL_CATEGORIES = ["audience", "pupils", "guests", "parents"];

export function addHeadcountPanel(scanner) {
  const panel = new HeadcountPanel(scanner);
  addPanel("heads", () => panel.open());
}

class HeadcountPanel {
  constructor(scanner) {
    this.scanner = scanner;
    this.form = byId("heads-form");
    this.count = byId("heads-count");
    this.sitting = byId("heads-sitting");
    this.otherCategory = byId("heads-category");
    this.question = byId("heads-question");
    this.category = USUAL_CATEGORIES[0];
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  open() {
    this.form.reset();
    this.category = USUAL_CATEGORIES[0];
    this.question.hidden = true;
    showNote("heads-trouble", "");
    showNote("heads-saved", "");
    this.count.placeholder = say("how_many");
    this.drawCategories();
    this.drawSittings();
    drawKeypad(byId("heads-keys"), this.count, "1234567890");
    return this.count;
  }

  drawCategories() {
    const usual = USUAL_CATEGORIES.map((category) => this.makeCategory(category, say(category)));
    fill(byId("heads-categories"), ...usual, this.makeCategory("other", say("other_category")));
    this.otherCategory.hidden = this.isUsual();
    this.otherCategory.setAttribute("aria-label", say("category"));
  }

  makeCategory(category, text) {
    const onChoose = () => {
      this.category = category;
      this.drawCategories();
      if (!this.isUsual()) this.otherCategory.focus();
    };
    return make("button", { type: "button", "aria-pressed": String(this.category === category), text, on: onChoose });
  }

  drawSittings() {
    const { sittings, sitting, sittingNow } = this.scanner.state;
    const options = sittings.map(({ id, label, startsAt }) => make("option", { value: id, text: `${label} ${formatTime(startsAt)}` }));
    fill(this.sitting, ...options);
    const preset = sittings.length === 1 ? sittings[0].id : (sitting ?? sittingNow);
    this.sitting.value = preset === null || preset === undefined ? "" : String(preset);
  }

  isUsual() {
    return USUAL_CATEGORIES.includes(this.category);
  }

  /** What is stored is one spelling, whatever language the usher reads. */
  categoryToStore() {
    return this.isUsual() ? sayInVietnamese(this.category) : this.otherCategory.value.trim();
  }

  /** Return [field, sentence] of what is missing, or null. */
  findTrouble() {
    if (!this.sitting.value) return [this.sitting, say("sitting_missing")];
    if (!this.categoryToStore()) return [this.otherCategory, say("category_missing")];
    if (!chosenValue(this.form, "basis")) return [this.form.querySelector("[name=basis]"), say("basis_missing")];
    if (!/^\d{1,5}$/.test(this.count.value.trim())) return [this.count, say("count_missing")];
    return null;
  }

  async save() {
    this.question.hidden = true;
    showNote("heads-trouble", "", this.count);
    const trouble = this.findTrouble();
    if (trouble) {
      const [field, sentence] = trouble;
      showNote("heads-trouble", sentence);
      field.focus();
      return;
    }
    const headcount = {
      sitting: Number(this.sitting.value),
      category: this.categoryToStore(),
      count: Number(this.count.value.trim()),
      basis: chosenValue(this.form, "basis"),
    };
    const earlier = await this.scanner.latestHeadcount(headcount);
    if (earlier) this.ask(earlier, headcount);
    else await this.store(headcount);
  }

  /** Two ushers who counted two halves of a hall add up; who counted once more replaces. */
  ask(earlier, headcount) {
    const { count, at } = earlier;
    const total = count + headcount.count;
    const makeChoice = (text, number) => {
      const onChoose = () => this.store({ ...headcount, count: number });
      return make("button", { type: "button", text, on: onChoose });
    };
    fill(
      this.question,
      make("p", { text: say("count_question", { n: count, time: formatTime(at) }) }),
      makeChoice(say("count_replace", { n: headcount.count }), headcount.count),
      makeChoice(say("count_add", { sum: `${count} + ${headcount.count} = ${total}` }), total),
    );
    this.question.hidden = false;
    this.question.scrollIntoView({ block: "nearest" });
  }

  async store(headcount) {
    this.question.hidden = true;
    const result = await this.scanner.countHeads(headcount);
    if (result.kind === "stored") this.showSaved(headcount);
    else showNote("heads-trouble", result.kind === "refused" ? say("failed", { what: result.code }) : say("not_stored_do"));
  }

  showSaved({ category, basis, count: n }) {
    const categoryName = this.isUsual() ? say(this.category) : category;
    this.count.value = "";
    showNote("heads-saved", say("count_saved", { category: categoryName, n, basis: say(basis).toLowerCase() }));
    byId("heads-saved").scrollIntoView({ block: "nearest" });
  }
}

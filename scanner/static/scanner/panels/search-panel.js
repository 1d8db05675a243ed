// The search by name; one tap opens a row, a second one ticks.

import { byId, fill, make } from "../../phone/dom.js";
import { formatTime, say } from "../../phone/language.js";
import { sayRoster } from "../screen/readiness.js";
import { addPanel, closePanel } from "./panels.js";

const MOST_ROWS = 30;

/** onTick(registration, or the walk-in's id). */
export function addSearchPanel(scanner, onTick) {
  const panel = new SearchPanel(scanner, onTick);
  addPanel(
    "names",
    () => panel.open(),
    () => panel.refresh(),
  );
}

class SearchPanel {
  constructor(scanner, onTick) {
    Object.assign(this, { scanner, onTick });
    this.query = byId("name-query");
    this.results = byId("name-results");
    this.searches = 0;
    this.rosterSize = 0; // when it was last drawn
    this.query.addEventListener("input", () => this.draw());
    this.query.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.query.blur();
    });
  }

  open() {
    this.query.placeholder = say("name_hint");
    this.query.value = "";
    this.draw();
    return this.query;
  }

  refresh() {
    if (this.scanner.state.roster.size !== this.rosterSize || !this.query.value) this.draw();
  }

  async draw() {
    this.searches += 1;
    const search = this.searches;
    const text = this.query.value.trim();
    const people = text ? await this.scanner.search(text, MOST_ROWS) : [];
    if (search !== this.searches) return; // a later one was begun meanwhile
    fill(this.results, ...people.map((person) => this.makeRow(person)));
    const { roster } = this.scanner.state;
    this.rosterSize = roster.size;
    const notice = sayRoster(this.scanner.state);
    const result = people.length ? "" : say("nobody_found");
    byId("name-note").textContent = text ? result : notice;
  }

  makeRow(person) {
    const onTick = () => {
      closePanel();
      this.onTick(person.registration ?? person.walkIn);
    };
    const tick = make("button", { type: "button", class: "primary", text: say("tick"), hidden: true, on: onTick });
    const name = make(
      "button",
      { type: "button", class: classOf(person), "aria-expanded": "false" },
      make("b", { text: person.name }),
      make("span", { text: person.hint || "" }),
      make("em", { text: sayStatus(person) }),
    );
    name.addEventListener("click", () => this.toggleRow(name, tick));
    return make("li", {}, name, tick);
  }

  toggleRow(name, tick) {
    for (const button of this.results.querySelectorAll(".primary")) button.hidden = button !== tick || !tick.hidden;
    for (const row of this.results.querySelectorAll(".row")) row.setAttribute("aria-expanded", String(row === name && !tick.hidden));
    tick.scrollIntoView({ block: "nearest" });
  }
}

function classOf({ status, arrivedAt }) {
  if (status === "withdrawn") return "row gone";
  return arrivedAt ? "row came" : "row";
}

function sayStatus({ status, arrivedAt }) {
  if (status === "withdrawn") return say("is_withdrawn");
  return arrivedAt ? say("came_at", { time: formatTime(arrivedAt) }) : "";
}

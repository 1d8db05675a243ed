import { byId, fill, make } from "../screen/dom.js";
import { clock, say } from "../screen/language.js";
import { closePanel, panel } from "./panels.js";

const MOST = 30;

// The search by name; one tap opens a row, a second one ticks.
export function namesPanel(scanner, onTick) {
  const query = byId("name-query");
  const results = byId("name-results");
  let asked = 0;

  function state(row) {
    if (row.status === "withdrawn") return say("is_withdrawn");
    return row.arrivedAt ? say("came_at", { time: clock(row.arrivedAt) }) : "";
  }

  function drawRow(row) {
    const tick = make("button", {
      type: "button",
      class: "primary",
      text: say("tick"),
      hidden: true,
      on: () => {
        closePanel();
        onTick(row.registration ?? row.walkIn);
      },
    });
    const name = make(
      "button",
      { type: "button", class: row.status === "withdrawn" ? "row gone" : row.arrivedAt ? "row came" : "row", "aria-expanded": "false" },
      make("b", { text: row.name }),
      make("span", { text: row.hint || "" }),
      make("em", { text: state(row) }),
    );
    name.addEventListener("click", () => {
      for (const other of results.querySelectorAll(".primary")) other.hidden = other !== tick || !tick.hidden;
      for (const other of results.querySelectorAll(".row")) other.setAttribute("aria-expanded", String(other === name && !tick.hidden));
      tick.scrollIntoView({ block: "nearest" });
    });
    return make("li", {}, name, tick);
  }

  let drawnFor = 0; // people in the list
  async function draw() {
    asked += 1;
    const mine = asked;
    const text = query.value.trim();
    const rows = text ? await scanner.search(text, MOST) : [];
    if (mine !== asked) return;
    fill(results, ...rows.map(drawRow));
    const { size } = scanner.state.roster;
    drawnFor = size;
    byId("name-note").textContent = text
      ? rows.length
        ? ""
        : say("nobody_found")
      : say(scanner.state.roster.complete ? "roster_size" : "roster_loading", { n: size });
  }

  query.addEventListener("input", draw);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") query.blur();
  });
  panel(
    "names",
    () => {
      query.placeholder = say("name_hint");
      query.value = "";
      draw();
      return query;
    },
    () => {
      if (scanner.state.roster.size !== drawnFor || !query.value) draw();
    },
  );
}

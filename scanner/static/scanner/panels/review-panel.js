import { byId, fill, make } from "../screen/dom.js";
import { drawRecord } from "./record-row.js";
import { panel } from "./panels.js";
import { say } from "../screen/language.js";

// What was refused or not decided, until a person has seen it.
export function toSeePanel(scanner) {
  async function draw() {
    const rows = await scanner.toSee();
    const seen = ({ id }) => make("button", { type: "button", text: say("seen"), on: () => mark([id]) });
    fill(byId("to-see-rows"), ...rows.map((row) => drawRecord(row, Date.now(), seen(row))));
    byId("to-see-note").textContent = say(rows.length ? "to_see_intro" : "to_see_empty");
    byId("seen-all").hidden = rows.length < 2;
  }

  async function mark(ids) {
    await scanner.markSeen(ids);
    await draw();
    byId("panel-to-see").querySelector("[data-close]").focus({ preventScroll: true });
  }

  byId("seen-all").addEventListener("click", async () => mark((await scanner.toSee()).map(({ id }) => id)));
  panel("to-see", () => {
    draw();
  });
}

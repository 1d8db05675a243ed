// What was refused or not decided, until a person has seen it.

import { byId, fill, make } from "../../phone/dom.js";
import { say } from "../../phone/language.js";
import { addPanel } from "./panels.js";
import { makeRecordRow } from "./record-row.js";

export function addReviewPanel(scanner) {
  async function draw() {
    const records = await scanner.toSee();
    const rows = records.map((record) => makeRecordRow(record, Date.now(), makeSeenButton(record)));
    fill(byId("to-see-rows"), ...rows);
    byId("to-see-note").textContent = say(records.length ? "to_see_intro" : "to_see_empty");
    byId("seen-all").hidden = records.length < 2;
  }

  function makeSeenButton({ id }) {
    return make("button", { type: "button", text: say("seen"), on: () => markSeen([id]) });
  }

  async function markSeen(ids) {
    await scanner.markSeen(ids);
    await draw();
    byId("panel-to-see").querySelector("[data-close]").focus({ preventScroll: true });
  }

  byId("seen-all").addEventListener("click", async () => markSeen((await scanner.toSee()).map(({ id }) => id)));
  addPanel("to-see", () => {
    draw();
  });
}

import { byId, fill } from "../screen/dom.js";
import { closePanel, panel } from "./panels.js";
import { install, isApple, isInstalled, mayInstall } from "../screen/installation.js";
import { drawRecord } from "./record-row.js";
import { say, told } from "../screen/language.js";

const RECENT = 30;

// does: {send, language, say}
export function menuPanel(scanner, does) {
  function drawAbout() {
    const { device, roster, storage } = scanner.state;
    const named = device ? `${say("device")}: ${device.name}. ` : "";
    byId("about-device").textContent = named + say(roster.complete ? "roster_size" : "roster_loading", { n: roster.size });
    byId("kept-note").textContent = say(storage.persisted ? "kept_long" : "kept_perhaps");
    byId("version-note").textContent = say("version", { version: told.version });
  }

  function drawInstall() {
    byId("menu-install").hidden = isInstalled();
    byId("install-now").hidden = !mayInstall();
    byId("install-how").textContent = mayInstall() ? "" : say(isApple() ? "install_ios" : "install_android");
  }

  async function drawRecent() {
    const rows = await scanner.recent(RECENT);
    fill(byId("recent-rows"), ...rows.map((row) => drawRecord(row, Date.now())));
    if (!rows.length) byId("recent-rows").textContent = say("recent_empty");
  }

  async function drawExport() {
    byId("menu-export").hidden = scanner.state.counts.waiting === 0;
    byId("export-text").value = await scanner.exportWaiting();
  }

  function drawForget() {
    const n = scanner.state.counts.waiting;
    byId("forget-note").textContent = n ? say("forget_waiting", { n }) : say("forget_sure");
    byId("forget-yes").hidden = n > 0;
  }

  async function forget() {
    const done = await scanner.forget();
    if (done.ok) closePanel();
    else
      byId("forget-note").textContent =
        done.reason === "to_see" ? say("forget_to_see") : say("forget_waiting", { n: scanner.state.counts.waiting });
  }

  byId("menu-send").addEventListener("click", () => {
    closePanel();
    does.send();
  });
  byId("menu-language").addEventListener("click", () => {
    does.language();
    open();
  });
  byId("install-now").addEventListener("click", async () => {
    await install();
    drawInstall();
  });
  byId("export-copy").addEventListener("click", async () => {
    byId("export-text").select();
    await navigator.clipboard.writeText(byId("export-text").value).then(
      () => does.say(say("copied")),
      () => {},
    );
  });
  byId("forget-yes").addEventListener("click", forget);

  function open() {
    for (const one of byId("panel-menu").querySelectorAll("details")) one.open = false;
    drawAbout();
    drawInstall();
    drawRecent();
    drawExport();
    drawForget();
  }
  panel("menu", open);
}

// The menu: sending, language, installation, the last scans, what waits as text, and forgetting everything.

import { byId, fill } from "../../phone/dom.js";
import { config } from "../../phone/config.js";
import { canInstall, install, isApple, isInstalled } from "../screen/installation.js";
import { say } from "../../phone/language.js";
import { sayRoster } from "../screen/readiness.js";
import { addPanel, closePanel } from "./panels.js";
import { makeRecordRow } from "./record-row.js";

const RECENT = 30;

/** onSend(), onLanguage(); notify(sentence): say it on the page. */
export function addMenuPanel(scanner, { onSend, onLanguage, notify }) {
  const open = () => {
    for (const details of byId("panel-menu").querySelectorAll("details")) details.open = false;
    drawAbout(scanner);
    drawInstall();
    drawRecent(scanner);
    drawExport(scanner);
    drawForget(scanner);
  };
  byId("menu-send").addEventListener("click", () => {
    closePanel();
    onSend();
  });
  byId("menu-language").addEventListener("click", () => {
    onLanguage();
    open();
  });
  byId("install-now").addEventListener("click", () => install().then(drawInstall));
  byId("export-copy").addEventListener("click", () => copyExport(notify));
  byId("forget-yes").addEventListener("click", () => forget(scanner));
  addPanel("menu", open);
}

function drawAbout(scanner) {
  const { device, storage } = scanner.state;
  const deviceName = device ? `${say("device")}: ${device.name}. ` : "";
  byId("about-device").textContent = deviceName + sayRoster(scanner.state);
  byId("kept-note").textContent = say(storage.persisted ? "kept_long" : "kept_perhaps");
  byId("version-note").textContent = say("version", { version: config.version });
}

function drawInstall() {
  byId("menu-install").hidden = isInstalled();
  byId("install-now").hidden = !canInstall();
  byId("install-how").textContent = canInstall() ? "" : say(isApple() ? "install_ios" : "install_android");
}

async function drawRecent(scanner) {
  const records = await scanner.recent(RECENT);
  fill(byId("recent-rows"), ...records.map((record) => makeRecordRow(record, Date.now())));
  if (!records.length) byId("recent-rows").textContent = say("recent_empty");
}

async function drawExport(scanner) {
  byId("menu-export").hidden = scanner.state.counts.waiting === 0;
  byId("export-text").value = await scanner.exportWaiting();
}

async function copyExport(notify) {
  byId("export-text").select();
  await navigator.clipboard.writeText(byId("export-text").value).then(
    () => notify(say("copied")),
    () => {},
  );
}

function drawForget(scanner) {
  const n = scanner.state.counts.waiting;
  byId("forget-note").textContent = n ? say("forget_waiting", { n }) : say("forget_sure");
  byId("forget-yes").hidden = n > 0;
}

async function forget(scanner) {
  const { ok, reason } = await scanner.forget();
  if (ok) closePanel();
  else if (reason === "to_see") byId("forget-note").textContent = say("forget_to_see");
  else byId("forget-note").textContent = say("forget_waiting", { n: scanner.state.counts.waiting });
}

// The page: what the engine says goes to the screen, what hands and cameras bring goes to the engine.
import { answerShown, hideAnswer, showAnswer } from "./screen/verdict-screen.js";
import { bootReader, viewfinder } from "./camera/viewfinder.js";
import { byId } from "./screen/dom.js";
import { codeInAddress, pairingScreen } from "./screen/pairing-screen.js";
import { codePanel } from "./panels/code-panel.js";
import { closePanel, open, openPanel, tellPanel, watchPanels } from "./panels/panels.js";
import { drawBanners } from "./screen/banners.js";
import { drawStatus } from "./screen/status-bar.js";
import { headsPanel } from "./panels/headcount-panel.js";
import { isNewVersion, keepOnThePhone, takeOver } from "./screen/installation.js";
import { listenForTouch } from "./screen/feedback.js";
import { listenToWedge } from "./input/keyboard-scanner.js";
import { menuPanel } from "./panels/menu-panel.js";
import { namesPanel } from "./panels/search-panel.js";
import { openScanner } from "./engine/engine.js";
import { isVneidAddress } from "./rules/reading.js";
import { say, switchLanguage, told, translate } from "./screen/language.js";
import { toSeePanel } from "./panels/review-panel.js";
import { walkInPanel } from "./panels/walk-in-panel.js";

const SAID_FOR = 5000; // ms
const ANSWERED_WITHIN = 10000; // ms; a disk that hangs must not keep everybody behind it waiting

let scanner = null;
let finder = null;
let pairing = null;
let isPairing = false; // asked for, though the phone is paired
let isDrawing = false;
let last = Promise.resolve(); // the answer before: scans are shown in the order in which they were made
let hush = null;
let isComplete = true; // whether the roster was, when last drawn: a phone is told once when it may leave the network

function tell(sentence) {
  const place = byId("said");
  place.textContent = sentence;
  place.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => {
    place.hidden = true;
  }, SAID_FOR);
}

// For whoever measures: ms from the text being known to its verdict being painted.
function timeVerdict(readAt) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      byId("verdict").dataset.ms = (performance.now() - readAt).toFixed(1);
    }, 0),
  );
}

// --- drawing

const mayWalkIn = () => Boolean(scanner.state.about && scanner.state.about.walk_ins && scanner.state.about.walk_ins !== "none");

function drawPairingOrScan(state) {
  const wantsPairing = !state.device || isPairing;
  if (wantsPairing === !byId("pairing").hidden && wantsPairing === byId("scan").hidden) return;
  for (const id of ["bar", "scan", "thumb"]) byId(id).hidden = wantsPairing;
  document.body.classList.toggle("is-pairing", wantsPairing);
  if (wantsPairing) {
    finder.stop();
    hideAnswer();
    if (openPanel()) closePanel();
    pairing.show();
  } else {
    pairing.hide();
    finder.startIfAllowed();
  }
}

function drawNow() {
  isDrawing = false;
  const { state } = scanner;
  drawPairingOrScan(state);
  drawStatus(state, Date.now());
  if (state.device && state.roster.complete && !isComplete) tell(say("roster_size", { n: state.roster.size }));
  isComplete = Boolean(state.device) && state.roster.complete;
  drawBanners(state, { isNewVersion: isNewVersion(), does: press });
  document.querySelector("[data-open=walk-in]").hidden = !mayWalkIn();
  tellPanel();
  finder.pause(Boolean(openPanel()) || (answerShown() !== null && answerShown().kind === "ask"));
}

function draw() {
  if (!scanner || isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(drawNow);
  setTimeout(() => {
    if (isDrawing) drawNow();
  }, 200); // a page in the background is given no frames
}

function press(button) {
  if (button === "update") {
    takeOver();
    return;
  }
  if (button === "seen") {
    scanner.markLossSeen();
    return;
  }
  isPairing = true;
  draw();
}

// --- answers

const handlers = () => ({
  pick: (registration, pending) => {
    hideAnswer();
    answer(() => scanner.confirmCard(pending, registration));
  },
  register: mayWalkIn()
    ? (walkIn, pending) => {
        hideAnswer();
        open("walk-in", { walkIn, pending });
      }
    : null,
});

function show(given, readAt) {
  if (given.kind === "told" && given.what === "pairing") {
    if (!pairing.hasUsed(given.code)) offerPairing(given.code); // the code that it was just paired with still lies before the camera
    return;
  }
  if (given.kind === "told" && given.what === "not_paired") {
    isPairing = true;
    return;
  }
  showAnswer(given, handlers());
  if (readAt) timeVerdict(readAt);
}

const tooLong = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer from the store")), ANSWERED_WITHIN));

// work: asks the engine. Nothing is shown as stored that was not: an error is red too.
function answer(work, { isShownAgain = true, readAt = 0 } = {}) {
  last = last.then(async () => {
    const given = await Promise.race([work(), tooLong()]).catch((error) => {
      console.warn(error);
      return { kind: "not_stored", name: null };
    });
    if (!given || given.kind === "refused") return given;
    if (!given.repeated || (isShownAgain && !answerShown())) show(given, readAt);
    draw();
    return null;
  });
  return last;
}

// Only VNeID's own address is told as a fact.
const hedged = (given, text) =>
  given.kind === "told" && given.what === "vneid" && !isVneidAddress(text.trim()) ? { ...given, what: "vneid_maybe" } : given;

function takeText(text, how) {
  if (!byId("pairing").hidden) {
    pairing.take(text);
    return;
  }
  const readAt = performance.now();
  answer(() => scanner.scan(text).then((given) => hedged(given, text)), { isShownAgain: how !== "camera", readAt });
}

function offerPairing(code) {
  isPairing = true;
  drawPairingOrScan(scanner.state);
  pairing.show({ code, isSure: !scanner.state.device || scanner.state.revoked || scanner.state.ended });
}

// --- beginning

async function send() {
  await scanner.sync();
  const n = scanner.state.counts.waiting;
  tell(n ? say("sent_some", { n }) : say("sent_all"));
}

function changeLanguage() {
  switchLanguage();
  translate(document);
  for (const one of ["sitting", "banners"]) byId(one).dataset.written = "";
  finder.redraw();
  pairing.redraw();
  draw();
}

function wire() {
  finder = viewfinder(byId("viewfinder"), { onText: (text) => takeText(text, "camera"), mayReadCards: true });
  pairing = pairingScreen(scanner, () => {
    isPairing = false;
    draw();
  });
  codePanel((text) => takeText(text, "typed"));
  namesPanel(scanner, (registration) => answer(() => scanner.tick(registration)));
  walkInPanel(scanner, {
    register: (walkIn) => answer(() => scanner.walkIn(walkIn)),
    same: (registration, pending) => answer(() => (pending ? scanner.confirmCard(pending, registration) : scanner.tick(registration))),
  });
  headsPanel(scanner);
  toSeePanel(scanner);
  menuPanel(scanner, { send, language: changeLanguage, say: tell });
  watchPanels((name) => {
    if (name) hideAnswer();
    draw();
  });
  listenForTouch();
  listenToWedge((text) => takeText(text, "wedge"));
  byId("status").addEventListener("click", send);
  byId("sitting").addEventListener("change", ({ target }) => scanner.chooseSitting(target.value ? Number(target.value) : null));
  byId("pair-language").addEventListener("click", changeLanguage);
  byId("pair-back").addEventListener("click", () => {
    isPairing = false;
    draw();
  });
  byId("verdict").addEventListener("click", draw);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") draw();
  });
  window.addEventListener("hashchange", () => {
    const code = codeInAddress();
    if (code) offerPairing(code);
  });
}

async function start() {
  translate(document);
  if (!window.isSecureContext) {
    // no camera, no sealing, nothing kept on the phone: the code in the address is left for another time
    byId("opening").hidden = true;
    byId("insecure").hidden = false;
    return;
  }
  const code = codeInAddress();
  bootReader();
  keepOnThePhone(draw);
  scanner = await openScanner({ apiBase: told.api, onChange: draw });
  wire();
  byId("opening").hidden = true;
  drawNow();
  if (code) offerPairing(code);
  setInterval(draw, 30_000); // the sitting that is open now changes by itself
}

start();

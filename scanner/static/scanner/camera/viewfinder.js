// The camera's place on the page: its picture with a frame, its buttons, and what is said when there is none.

import { startCamera } from "./camera.js";
import { watch } from "./code-watcher.js";
import { openDecoder } from "./decoder.js";
import { stayAwake } from "./wake-lock.js";
import { fill, make } from "../../phone/dom.js";
import { config } from "../../phone/config.js";
import { say } from "../../phone/language.js";

const REMEMBERED = "scan-camera";
const CARD = 85.6 / 54; // ISO/IEC 7810 ID-1
const OF_THE_AREA = 0.94; // the frame drawn is a little smaller than what is read
const REASONS = ["refused", "none", "busy", "insecure", "in_app_browser", "timeout", "no_reader"];

let decoder = null;

/** Boot the reader once and early: it is 0.4 MB, and the first person should not wait for it. */
export function bootReader() {
  return getDecoder().catch(() => {});
}

function getDecoder() {
  if (!config.reader) return Promise.reject(Object.assign(new Error("no_reader"), { reason: "no_reader" }));
  decoder = decoder || openDecoder({ workerUrl: config.decodeWorker, readerUrl: config.reader, wasmUrl: config.wasm });
  decoder.catch(() => {
    decoder = null;
  });
  return decoder;
}

/** canReadCards: with the switch to a frame for identity cards. */
export class Viewfinder {
  constructor(place, { onText, canReadCards = false }) {
    Object.assign(this, { place, onText, canReadCards });
    this.video = make("video", { muted: true, playsinline: true, "aria-hidden": true });
    this.frame = make("div", { class: "frame", "aria-hidden": true });
    this.stage = make("div", { class: "stage" }, this.video, this.frame);
    this.words = make("p", { class: "frame-words" });
    this.middle = make("div", { class: "middle" });
    this.tools = make("div", { class: "tools" });
    this.camera = null;
    this.watcher = null;
    this.isCard = false;
    this.isPaused = false;
    this.isTorchOn = false;
    this.isWanted = false;
    this.attempt = 0;
    fill(place, this.stage, this.words, this.middle, this.tools);
    if (window.ResizeObserver) new ResizeObserver(() => this.placeFrame()).observe(this.stage);
    this.video.addEventListener("resize", () => this.placeFrame());
    this.draw("off");
  }

  // --- the camera

  async start() {
    this.isWanted = true;
    if (!config.reader) {
      this.showReaderFailure();
      return;
    }
    this.attempt += 1;
    const attempt = this.attempt;
    this.halt();
    this.draw("starting");
    try {
      await this.openCamera(attempt);
    } catch (error) {
      if (attempt === this.attempt && this.isWanted) this.showFailure(error);
    }
  }

  async openCamera(attempt) {
    const onLost = (reason) => this.showFailure({ reason });
    const camera = await startCamera(this.video, { deviceId: rememberedCamera(), highResolution: this.isCard, onLost });
    if (attempt !== this.attempt || !this.isWanted) {
      camera.stop();
      return;
    }
    this.camera = camera;
    this.isTorchOn = false;
    stayAwake(true);
    this.draw("on");
    this.watchVideo();
  }

  stop() {
    this.isWanted = false;
    this.halt();
    this.draw("off");
  }

  /** Start without a press where the person has allowed the camera before. */
  async startIfAllowed() {
    if (this.place.dataset.state === "off" && (!config.reader || (await isCameraAllowed()))) this.start();
  }

  pause(isPaused) {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    this.watchVideo();
  }

  watchVideo() {
    if (this.watcher) this.watcher.stop();
    this.watcher = null;
    if (!this.camera || this.isPaused) return;
    const { camera } = this;
    getDecoder().then(
      (reader) => {
        if (camera === this.camera && !this.isPaused && !this.watcher) this.watcher = this.watchWith(reader);
      },
      () => this.showReaderFailure(),
    );
  }

  watchWith(reader) {
    const onTrouble = (reason) => {
      if (reason === "no_reader") this.showReaderFailure();
    };
    return watch(this.video, reader, this.onText, { area: this.isCard ? "card" : "pass", onTrouble });
  }

  halt() {
    if (this.watcher) this.watcher.stop();
    if (this.camera) this.camera.stop();
    this.watcher = this.camera = null;
    stayAwake(false);
  }

  showFailure(error) {
    const reason = error && error.reason;
    if (reason === "stopped") return;
    this.halt();
    this.draw("trouble", REASONS.includes(reason) ? reason : "busy");
  }

  showReaderFailure() {
    this.halt();
    this.draw("trouble", config.reader ? "reader_failed" : "no_reader");
  }

  // --- its buttons

  switchMode() {
    this.isCard = !this.isCard;
    this.start();
  }

  async switchTorch() {
    this.isTorchOn = await this.camera.switchTorch(!this.isTorchOn).catch(() => false);
    this.draw("on");
  }

  async switchCamera() {
    const { cameras, deviceId } = this.camera;
    const index = cameras.findIndex((camera) => camera.deviceId === deviceId);
    const next = cameras[(index + 1) % cameras.length];
    this.isTorchOn = false;
    try {
      await this.camera.switchTo(next.deviceId);
      rememberCamera(next.deviceId);
      this.draw("on");
    } catch (error) {
      this.showFailure(error);
    }
  }

  async readPhoto(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const codes = await getDecoder()
      .then((reader) => reader.decodeFile(file))
      .catch(() => []);
    if (codes.length) this.onText(codes[0].text);
    else this.middle.append(make("p", { class: "camera-trouble", role: "alert", text: say("photo_empty") }));
  }

  // --- drawing

  /** state: off, starting, on or trouble, the last with a reason. */
  draw(state, reason) {
    this.place.dataset.state = state;
    this.place.classList.toggle("card", this.isCard);
    this.words.textContent = state === "on" ? say(this.isCard ? "frame_card" : "frame_pass") : "";
    fill(this.middle, ...this.makeMiddle(state, reason));
    fill(this.tools, ...(state === "on" ? this.makeTools() : []));
    this.place.classList.toggle("with-tools", this.tools.childElementCount > 0);
    this.placeFrame();
  }

  /** Write it again in another language. */
  redraw() {
    const { state } = this.place.dataset;
    if (state === "off" || state === "on") this.draw(state);
  }

  makeMiddle(state, reason) {
    const startButton = (key) => make("button", { type: "button", class: "primary start", text: say(key), on: () => this.start() });
    if (state === "starting") return [make("p", { text: say("camera_starting") })];
    if (state === "off") return [startButton("start_camera"), ...this.makePhotoButton()];
    if (state !== "trouble") return [];
    const parts = [make("p", { class: "camera-trouble", text: say(`camera_${reason}`) })];
    if (this.canReadCards) parts.push(make("p", { text: say("other_ways") }));
    if (reason !== "no_reader" && reason !== "none") parts.push(startButton("retry"));
    return [...parts, ...(reason === "no_reader" ? [] : this.makePhotoButton())];
  }

  makePhotoButton() {
    if (!config.reader) return [];
    const input = make("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden" });
    input.addEventListener("change", () => this.readPhoto(input));
    return [make("label", { class: "button" }, make("span", { text: say("photo") }), input)];
  }

  makeTools() {
    const button = (key, isPressed, on) =>
      make("button", { type: "button", text: say(key), "aria-pressed": isPressed === null ? null : String(isPressed), on });
    const tools = [];
    if (this.canReadCards) tools.push(button("mode_card", this.isCard, () => this.switchMode()));
    if (this.camera.hasTorch) tools.push(button("torch", this.isTorchOn, () => this.switchTorch()));
    if (this.camera.cameras.length > 1) tools.push(button("switch_camera", null, () => this.switchCamera()));
    return tools;
  }

  /** A card has to fill what is read; there the whole video is shown, and the frame lies exactly on it. */
  placeFrame() {
    const { width, height } = this.frameSize();
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${height}px`;
  }

  frameSize() {
    const { clientWidth, clientHeight } = this.stage;
    const { videoWidth, videoHeight } = this.video;
    if (!this.isCard || !videoWidth) {
      const side = Math.min(clientWidth, clientHeight) * OF_THE_AREA;
      return { width: side, height: side };
    }
    const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight) * OF_THE_AREA;
    const ratio = videoHeight > videoWidth ? 1 / CARD : CARD;
    return { width: Math.min(videoWidth, videoHeight * ratio) * scale, height: Math.min(videoHeight, videoWidth / ratio) * scale };
  }
}

function rememberedCamera() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function rememberCamera(deviceId) {
  try {
    localStorage.setItem(REMEMBERED, deviceId);
  } catch {
    // the browser's choice is then opened each time
  }
}

async function isCameraAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}

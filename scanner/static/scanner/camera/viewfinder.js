import { startCamera } from "./camera.js";
import { fill, make } from "../screen/dom.js";
import { openDecoder } from "./decoder.js";
import { say, told } from "../screen/language.js";
import { stayAwake } from "./wake-lock.js";
import { watch } from "./code-watcher.js";

const REMEMBERED = "scan-camera";
const CARD = 85.6 / 54; // ISO/IEC 7810 ID-1
const OF_THE_AREA = 0.94; // the frame drawn is a little smaller than what is looked at

// Booted once, early: the reader is 0.4 MB, and the first person should not wait for it.
let booted = null;
function decoder() {
  if (!told.reader) return Promise.reject(Object.assign(new Error("no_reader"), { reason: "no_reader" }));
  booted = booted || openDecoder({ workerUrl: told.decodeWorker, readerUrl: told.reader, wasmUrl: told.wasm });
  booted.catch(() => {
    booted = null;
  });
  return booted;
}
export const bootReader = () => decoder().catch(() => {});

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(deviceId) {
  try {
    localStorage.setItem(REMEMBERED, deviceId);
  } catch {
    // the camera is then asked for anew each time
  }
}

async function isAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}

// The camera's place on the page. mayReadCards: with the switch to a frame for identity cards.
export function viewfinder(place, { onText, mayReadCards = false }) {
  const video = make("video", { muted: true, playsinline: true, "aria-hidden": true });
  const frame = make("div", { class: "frame", "aria-hidden": true });
  const stage = make("div", { class: "stage" }, video, frame);
  const words = make("p", { class: "frame-words" });
  const middle = make("div", { class: "middle" });
  const tools = make("div", { class: "tools" });
  let camera = null;
  let watching = null;
  let isCard = false;
  let isPaused = false;
  let isTorchOn = false;
  let isWanted = false;
  let attempt = 0;

  fill(place, stage, words, middle, tools);

  function draw(state, reason) {
    place.dataset.state = state;
    place.classList.toggle("card", isCard);
    words.textContent = state === "on" ? say(isCard ? "frame_card" : "frame_pass") : "";
    fill(middle, ...drawMiddle(state, reason));
    fill(tools, ...(state === "on" ? drawTools() : []));
    place.classList.toggle("with-tools", tools.childElementCount > 0);
    placeFrame();
  }

  function drawMiddle(state, reason) {
    const button = (key, on) => make("button", { type: "button", class: "primary start", text: say(key), on });
    if (state === "starting") return [make("p", { text: say("camera_starting") })];
    if (state === "off") return [button("start_camera", start), ...photo()];
    if (state !== "trouble") return [];
    const parts = [make("p", { class: "camera-trouble", text: say(`camera_${reason}`) })];
    if (mayReadCards) parts.push(make("p", { text: say("other_ways") }));
    if (reason !== "no_reader" && reason !== "none") parts.push(button("retry", start));
    return [...parts, ...(reason === "no_reader" ? [] : photo())];
  }

  function photo() {
    if (!told.reader) return [];
    const input = make("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden" });
    input.addEventListener("change", () => readPhoto(input));
    return [make("label", { class: "button" }, make("span", { text: say("photo") }), input)];
  }

  async function readPhoto(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const found = await decoder()
      .then((reader) => reader.decodeFile(file))
      .catch(() => []);
    if (found.length) onText(found[0].text);
    else middle.append(make("p", { class: "camera-trouble", role: "alert", text: say("photo_empty") }));
  }

  function drawTools() {
    const tool = (key, pressed, on) =>
      make("button", { type: "button", text: say(key), "aria-pressed": pressed === null ? null : String(pressed), on });
    const parts = [];
    if (mayReadCards)
      parts.push(
        tool("mode_card", isCard, () => {
          isCard = !isCard;
          start();
        }),
      );
    if (camera.torch.available) parts.push(tool("torch", isTorchOn, switchTorch));
    if (camera.cameras.length > 1) parts.push(tool("switch_camera", null, nextCamera));
    return parts;
  }

  async function switchTorch() {
    isTorchOn = await camera.torch.set(!isTorchOn).catch(() => false);
    draw("on");
  }

  async function nextCamera() {
    const at = camera.cameras.findIndex(({ deviceId }) => deviceId === camera.deviceId);
    const next = camera.cameras[(at + 1) % camera.cameras.length];
    isTorchOn = false;
    try {
      await camera.switchTo(next.deviceId);
      remember(next.deviceId);
      draw("on");
    } catch (error) {
      fail(error);
    }
  }

  // A card has to fill what is looked at; there the whole video is shown, and the frame lies exactly on it.
  function placeFrame() {
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    let [wide, high] = [Math.min(width, height) * OF_THE_AREA, Math.min(width, height) * OF_THE_AREA];
    if (isCard && video.videoWidth) {
      const shown = Math.min(width / video.videoWidth, height / video.videoHeight) * OF_THE_AREA;
      const ratio = video.videoHeight > video.videoWidth ? 1 / CARD : CARD;
      wide = Math.min(video.videoWidth, video.videoHeight * ratio) * shown;
      high = Math.min(video.videoHeight, video.videoWidth / ratio) * shown;
    }
    frame.style.width = `${wide}px`;
    frame.style.height = `${high}px`;
  }

  function fail(error) {
    const reason = error && error.reason;
    if (reason === "stopped") return;
    halt();
    draw("trouble", ["refused", "none", "busy", "insecure", "in_app_browser", "timeout", "no_reader"].includes(reason) ? reason : "busy");
  }

  function look() {
    if (watching) watching.stop();
    watching = null;
    if (!camera || isPaused) return;
    const own = camera;
    decoder().then((reader) => {
      if (own !== camera || isPaused || watching) return;
      watching = watch(video, reader, onText, {
        area: isCard ? "card" : "pass",
        onTrouble: (reason) => {
          if (reason === "no_reader") readerFailed();
        },
      });
    }, readerFailed);
  }

  function readerFailed() {
    halt();
    draw("trouble", told.reader ? "reader_failed" : "no_reader");
  }

  function halt() {
    if (watching) watching.stop();
    if (camera) camera.stop();
    watching = camera = null;
    stayAwake(false);
  }

  async function start() {
    isWanted = true;
    if (!told.reader) {
      readerFailed();
      return;
    }
    attempt += 1;
    const mine = attempt;
    halt();
    draw("starting");
    try {
      const opened = await startCamera(video, { deviceId: remembered(), highResolution: isCard, onLost: (reason) => fail({ reason }) });
      if (mine !== attempt || !isWanted) {
        opened.stop();
        return;
      }
      camera = opened;
      isTorchOn = false;
      stayAwake(true);
      draw("on");
      look();
    } catch (error) {
      if (mine === attempt && isWanted) fail(error);
    }
  }

  if (window.ResizeObserver) new ResizeObserver(placeFrame).observe(stage);
  video.addEventListener("resize", placeFrame);
  draw("off");
  return {
    start,
    stop() {
      isWanted = false;
      halt();
      draw("off");
    },
    // Starts by itself where the person has allowed it before; else there is a button.
    async startIfAllowed() {
      if (place.dataset.state === "off" && (!told.reader || (await isAllowed()))) start();
    },
    pause(paused) {
      if (paused !== isPaused) {
        isPaused = paused;
        look();
      }
    },
    redraw() {
      if (place.dataset.state === "off" || place.dataset.state === "on") draw(place.dataset.state);
    },
  };
}

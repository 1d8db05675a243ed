// One camera at a time, the rear one unless told otherwise, kept alive when the phone comes back from sleep.
//
//   const camera = await startCamera(video, {deviceId, highResolution, onLost})
//   camera.stop() · camera.hasTorch · await camera.switchTorch(isOn) · camera.cameras · camera.deviceId
//   await camera.switchTo(deviceId) · camera.resolution
//
// Rejects with an Error whose `reason` is refused, none, busy, insecure, in_app_browser, timeout, or stopped (another start came first).
// Call it from a tap: phones want one. onLost(reason): the camera went away while it was on and could not be had again.
// The caller remembers `deviceId`; one that is no longer there is passed over.

const PATIENCE = 8000; // in some in-app browsers the promise never settles
const PATIENCE_WITH_A_PERSON = 60000; // the browser's own question is on the screen
const BETWEEN_TRIES = 300; // a camera just released is often not free yet
const MAY_UNMUTE = 600;
const MOST_OTHER_CAMERAS = 3;
const FULL_HD = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const HD = { width: { ideal: 1280 }, height: { ideal: 720 } };
const FRONT = /front|user|selfie|facetime|trước/i;
const IN_APP = [
  ["Zalo", /zalo/i],
  ["Messenger", /messenger|orca-android/i],
  ["Instagram", /instagram/i],
  ["Facebook", /FBAN|FBAV/],
];
const RETURNS = [
  [document, "visibilitychange"],
  [window, "pageshow"],
  [window, "focus"],
]; // events by which a page comes back

let current = null;

/** Return the name of the app in whose own browser the page is open, or null. Such browsers often keep the camera to themselves. */
export function inAppBrowser(userAgent = navigator.userAgent) {
  const app = IN_APP.find(([, pattern]) => pattern.test(userAgent));
  return app ? app[0] : null;
}

export async function startCamera(video, { deviceId = null, highResolution = false, onLost = null } = {}) {
  if (current) current.stop();
  const camera = new Camera(video, highResolution, onLost);
  current = camera;
  try {
    await camera.start(deviceId);
  } catch (error) {
    camera.stop();
    throw error;
  }
  return camera;
}

class Camera {
  constructor(video, highResolution, onLost) {
    Object.assign(this, { video, highResolution, onLost });
    this.stream = null;
    this.cameras = []; // {deviceId, label}
    this.opening = 0; // number of the latest opening; an older one that comes late is closed again
    this.isOpening = false;
    this.isStopped = false;
    this.isTorchOn = false;
    this.onReturn = () => this.wake();
  }

  get track() {
    return this.stream && this.stream.getVideoTracks()[0];
  }

  get deviceId() {
    return this.track ? this.track.getSettings().deviceId || null : null;
  }

  get resolution() {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }

  get hasTorch() {
    return Boolean(this.track && capabilitiesOf(this.track).torch);
  }

  async start(deviceId) {
    if (!window.isSecureContext) throw problem("insecure");
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) throw problem(inAppBrowser() ? "in_app_browser" : "none");
    await (deviceId ? this.open(deviceId) : this.openOneThatFocuses());
    this.cameras = (await listCameras()).map(({ deviceId: id, label }) => ({ deviceId: id, label }));
    for (const [target, name] of RETURNS) target.addEventListener(name, this.onReturn);
  }

  stop() {
    this.isStopped = true;
    for (const [target, name] of RETURNS) target.removeEventListener(name, this.onReturn);
    this.release();
    if (current === this) {
      this.video.srcObject = null;
      current = null;
    }
  }

  /** Open another camera; when that fails, the one of before again. */
  async switchTo(deviceId) {
    const before = this.deviceId;
    this.isTorchOn = false;
    try {
      await this.open(deviceId);
    } catch (error) {
      if (!this.isStopped) await this.open(before).catch(() => {});
      throw error;
    }
  }

  /** Return whether the torch is on now. */
  async switchTorch(isOn) {
    if (!this.hasTorch) return false;
    await this.track.applyConstraints({ advanced: [{ torch: isOn }] });
    this.isTorchOn = isOn;
    return isOn;
  }

  async open(deviceId) {
    this.opening += 1;
    const opening = this.opening;
    this.isOpening = true;
    try {
      this.release();
      const stream = await openStream(deviceId, this.highResolution);
      this.requireLatest(opening, stream);
      this.stream = stream;
      await play(this.video, stream);
      this.requireLatest(opening, stream);
      await adjust(this.track, this.isTorchOn);
      this.requireLatest(opening, stream);
      this.track.addEventListener("ended", this.onReturn);
    } finally {
      if (opening === this.opening) this.isOpening = false;
    }
  }

  requireLatest(opening, stream) {
    if (!this.isStopped && opening === this.opening) return;
    stopTracks(stream);
    throw problem("stopped");
  }

  /** The camera that `environment` gives may have no autofocus: another at the back often has. */
  async openOneThatFocuses() {
    await this.open(null);
    const first = this.deviceId;
    if (!hasFixedFocus(this.track)) return;
    const others = (await listCameras()).filter((device) => device.deviceId !== first && isRear(device)).slice(0, MOST_OTHER_CAMERAS);
    for (const { deviceId } of others) {
      await this.open(deviceId).catch(throwIfStopped);
      if (this.track && !hasFixedFocus(this.track)) return;
    }
    if (others.length) await this.open(first);
  }

  /** Look after the camera when the page comes back: a phone that slept has often taken it away. */
  async wake() {
    if (this.cannotWake()) return;
    if (this.isLive() && this.track.muted) await pause(MAY_UNMUTE);
    if (this.cannotWake()) return;
    if (this.isLive() && !this.track.muted) {
      if (this.video.paused) this.video.play().catch(() => {});
      return;
    }
    await this.open(this.deviceId).catch((error) => {
      if (error.reason !== "stopped" && this.onLost) this.onLost(error.reason);
    });
  }

  cannotWake() {
    return this.isStopped || this.isOpening || document.hidden;
  }

  isLive() {
    return Boolean(this.track && this.track.readyState === "live");
  }

  release() {
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
  }
}

async function openStream(deviceId, highResolution) {
  const choice = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  const tries = [{ ...choice, ...HD }];
  if (highResolution) tries.unshift({ ...choice, ...FULL_HD });
  if (deviceId) tries.push({ facingMode: { ideal: "environment" }, ...(highResolution ? FULL_HD : HD) });
  tries.push(true);
  const patience = await patienceNow();
  let failure = null;
  for (const video of tries) {
    if (failure) await pause(BETWEEN_TRIES);
    try {
      return await ask({ video, audio: false }, patience);
    } catch (error) {
      failure = error;
      if (!["none", "busy"].includes(error.reason)) break;
    }
  }
  throw failure;
}

function ask(constraints, patience) {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(problem(inAppBrowser() ? "in_app_browser" : "timeout"));
    }, patience);
    navigator.mediaDevices.getUserMedia(constraints).then(
      (stream) => {
        clearTimeout(timer);
        if (isLate) stopTracks(stream);
        else resolve(stream);
      },
      (error) => {
        clearTimeout(timer);
        reject(problem(reasonOf(error), error));
      },
    );
  });
}

function reasonOf(error) {
  if (["NotAllowedError", "SecurityError", "PermissionDeniedError"].includes(error.name))
    return inAppBrowser() ? "in_app_browser" : "refused";
  if (["NotFoundError", "OverconstrainedError", "DevicesNotFoundError"].includes(error.name)) return "none";
  return "busy"; // NotReadableError, AbortError and what old browsers call them
}

async function patienceNow() {
  if (inAppBrowser() || !navigator.permissions) return PATIENCE;
  try {
    const { state } = await navigator.permissions.query({ name: "camera" });
    return state === "prompt" ? PATIENCE_WITH_A_PERSON : PATIENCE;
  } catch {
    return PATIENCE; // Firefox
  }
}

async function play(video, stream) {
  video.muted = true;
  video.playsInline = true;
  video.setAttribute("playsinline", "");
  video.srcObject = stream;
  const firstFrame = new Promise((resolve) => {
    video.addEventListener("loadeddata", resolve, { once: true });
  });
  video.play().catch(() => {}); // refused in battery saving: the frame below is what counts
  if (!(await Promise.race([firstFrame.then(() => true), pause(PATIENCE).then(() => false)]))) {
    stopTracks(stream);
    throw problem("timeout");
  }
}

async function adjust(track, isTorchOn) {
  const { focusMode, torch } = capabilitiesOf(track);
  const constraints = [];
  if (focusMode && focusMode.includes("continuous")) constraints.push({ focusMode: "continuous" });
  if (torch && isTorchOn) constraints.push({ torch: true });
  for (const constraint of constraints) await track.applyConstraints({ advanced: [constraint] }).catch(() => {});
}

async function listCameras() {
  return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
}

function isRear(device) {
  const { facingMode } = capabilitiesOf(device);
  return facingMode && facingMode.length ? facingMode.includes("environment") : !FRONT.test(device.label);
}

function hasFixedFocus(track) {
  const { focusMode } = capabilitiesOf(track);
  return Boolean(focusMode && focusMode.length && !focusMode.includes("continuous"));
}

function capabilitiesOf(trackOrDevice) {
  return trackOrDevice.getCapabilities ? trackOrDevice.getCapabilities() : {};
}

function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function throwIfStopped(error) {
  if (error.reason === "stopped") throw error;
}

function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function problem(reason, cause) {
  return Object.assign(new Error(cause ? `${reason}: ${cause.name}: ${cause.message}` : reason), { reason });
}

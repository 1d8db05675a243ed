// One camera at a time, the rear one unless told otherwise, kept alive when the phone comes back from sleep.
//
//   const camera = await startCamera(video, {deviceId, highResolution, onLost})
//   camera.stop() · camera.torch.available · await camera.torch.set(on) · camera.cameras · camera.deviceId
//   await camera.switchTo(deviceId) · camera.resolution
//
// Rejects with an Error whose `reason` is refused, none, busy, insecure, in_app_browser, timeout, or stopped (another start came first).
// Call it from a tap: phones want one. onLost(reason): the camera went away while it was on and could not be had again.
// Whoever calls remembers `deviceId`; one that is no longer there is passed over.

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

let current = null;

// The name of the app in whose own browser we are (they often keep the camera to themselves), or null.
export function inAppBrowser(userAgent = navigator.userAgent) {
  const found = IN_APP.find(([, pattern]) => pattern.test(userAgent));
  return found ? found[0] : null;
}

export async function startCamera(video, { deviceId = null, highResolution = false, onLost = null } = {}) {
  if (current) current.stop();
  const camera = cameraOn(video, highResolution, onLost);
  current = camera;
  try {
    await camera.start(deviceId);
  } catch (error) {
    camera.stop();
    throw error;
  }
  return camera;
}

function cameraOn(video, highResolution, onLost) {
  let stream = null;
  let cameras = [];
  let turn = 0; // of the latest opening; an older one that comes late is closed again
  let isOpening = false;
  let isOver = false;
  let isTorchOn = false;

  const track = () => stream && stream.getVideoTracks()[0];
  const deviceOf = () => (track() ? track().getSettings().deviceId || null : null);

  async function open(deviceId) {
    turn += 1;
    const mine = turn;
    const unlessOvertaken = (opened) => {
      if (!isOver && mine === turn) return;
      halt(opened);
      throw problem("stopped");
    };
    isOpening = true;
    try {
      release();
      const opened = await openStream(deviceId, highResolution);
      unlessOvertaken(opened);
      stream = opened;
      await play(video, opened);
      unlessOvertaken(opened);
      await adjust(track(), isTorchOn);
      unlessOvertaken(opened);
      track().addEventListener("ended", wake);
    } finally {
      if (mine === turn) isOpening = false;
    }
  }

  // The camera that `environment` gives may have no autofocus: another at the back often has.
  async function openOneThatFocuses() {
    await open(null);
    const first = deviceOf();
    if (!hasFixedFocus(track())) return;
    const others = (await listed()).filter((device) => device.deviceId !== first && isRear(device)).slice(0, MOST_OTHER_CAMERAS);
    for (const { deviceId } of others) {
      await open(deviceId).catch(unlessStopped);
      if (track() && !hasFixedFocus(track())) return;
    }
    if (others.length) await open(first);
  }

  function release() {
    if (stream) halt(stream);
    stream = null;
  }

  async function wake() {
    if (isOver || isOpening || document.hidden) return;
    if (track() && track().readyState === "live" && track().muted) await pause(MAY_UNMUTE);
    if (isOver || isOpening || document.hidden) return;
    if (track() && track().readyState === "live" && !track().muted) {
      if (video.paused) video.play().catch(() => {});
      return;
    }
    await open(deviceOf()).catch((error) => {
      if (error.reason !== "stopped" && onLost) onLost(error.reason);
    });
  }

  const returns = [
    [document, "visibilitychange"],
    [window, "pageshow"],
    [window, "focus"],
  ];
  const self = {
    async start(deviceId) {
      if (!window.isSecureContext) throw problem("insecure");
      if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) throw problem(inAppBrowser() ? "in_app_browser" : "none");
      await (deviceId ? open(deviceId) : openOneThatFocuses());
      cameras = (await listed()).map(({ deviceId: id, label }) => ({ deviceId: id, label }));
      for (const [target, name] of returns) target.addEventListener(name, wake);
    },

    stop() {
      isOver = true;
      for (const [target, name] of returns) target.removeEventListener(name, wake);
      release();
      if (current === self) {
        video.srcObject = null;
        current = null;
      }
    },

    async switchTo(deviceId) {
      const before = deviceOf();
      isTorchOn = false;
      try {
        await open(deviceId);
      } catch (error) {
        if (!isOver) await open(before).catch(() => {});
        throw error;
      }
    },

    torch: {
      get available() {
        return Boolean(track() && capabilitiesOf(track()).torch);
      },
      // Answers whether the torch is on now.
      async set(on) {
        if (!self.torch.available) return false;
        await track().applyConstraints({ advanced: [{ torch: on }] });
        isTorchOn = on;
        return on;
      },
    },

    get cameras() {
      return cameras;
    },
    get deviceId() {
      return deviceOf();
    },
    get resolution() {
      return { width: video.videoWidth, height: video.videoHeight };
    },
  };
  return self;
}

// --- opening

async function openStream(deviceId, highResolution) {
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  const tries = [{ ...which, ...HD }];
  if (highResolution) tries.unshift({ ...which, ...FULL_HD });
  if (deviceId) tries.push({ facingMode: { ideal: "environment" }, ...(highResolution ? FULL_HD : HD) });
  tries.push(true);
  const patience = await patienceNow();
  let last = null;
  for (const video of tries) {
    if (last) await pause(BETWEEN_TRIES);
    try {
      return await ask({ video, audio: false }, patience);
    } catch (error) {
      last = error;
      if (!["none", "busy"].includes(error.reason)) break;
    }
  }
  throw last;
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
        if (isLate) halt(stream);
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
  const shown = new Promise((resolve) => {
    video.addEventListener("loadeddata", resolve, { once: true });
  });
  video.play().catch(() => {}); // refused in battery saving: the frame below is what counts
  if (!(await Promise.race([shown.then(() => true), pause(PATIENCE).then(() => false)]))) {
    halt(stream);
    throw problem("timeout");
  }
}

async function adjust(track, isTorchOn) {
  const { focusMode, torch } = capabilitiesOf(track);
  const wanted = [];
  if (focusMode && focusMode.includes("continuous")) wanted.push({ focusMode: "continuous" });
  if (torch && isTorchOn) wanted.push({ torch: true });
  for (const one of wanted) await track.applyConstraints({ advanced: [one] }).catch(() => {});
}

// --- what there is

async function listed() {
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

// --- small things

function halt(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function unlessStopped(error) {
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

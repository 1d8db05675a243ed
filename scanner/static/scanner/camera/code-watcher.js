// Looks at a playing video for codes: as many frames as the decoder manages, one at a time, none while the page is hidden.
//
//   const watching = watch(video, decoder, (text, {bytes, corners, grabbedAt}) => …, {area, onTrouble})
//   watching.stop()
//
// area "pass": the centre square; "card": the largest card-shaped part, lying or standing as the video does.
// corners: in pixels of the video. grabbedAt: performance.now() when the frame was taken. onTrouble(reason): see decoder.js; the watch goes on.
// The same code is told again with every frame that shows it. Of several codes the one nearest to the centre is told.
import { openGrabber } from "./frame-grabber.js";

const PACE = 50; // ms from frame to frame: more than 20 a second only warm the phone
const AFTER_TROUBLE = 1000;
const LARGE = 1e6; // pixels: too many for ten careful looks a second on a weak phone, so every other one is hasty
const WITHOUT_A_FRAME = 500; // a camera may stop giving frames, or come back as another stream

export function watch(video, decoder, onText, { area = "pass", onTrouble = null } = {}) {
  const grabber = openGrabber(video, area);
  let isOver = false;
  let isLooking = false;
  let wasHasty = false;
  let timer = null;
  let request = null;

  function wait(pause) {
    cancel();
    if (!isOver && !document.hidden) timer = setTimeout(expectFrame, pause);
  }

  function expectFrame() {
    if (!video.requestVideoFrameCallback) {
      look();
      return;
    }
    request = video.requestVideoFrameCallback(look);
    timer = setTimeout(look, WITHOUT_A_FRAME);
  }

  function cancel() {
    clearTimeout(timer);
    if (request !== null) video.cancelVideoFrameCallback(request);
    timer = request = null;
  }

  async function look() {
    cancel();
    if (isOver || isLooking || document.hidden) return;
    isLooking = true;
    const grabbedAt = performance.now();
    let found = null;
    let pause = 0;
    try {
      found = await codeInFrame();
    } catch (error) {
      pause = AFTER_TROUBLE;
      if (!isOver && onTrouble) onTrouble(error.reason || "crashed");
    }
    isLooking = false;
    wait(Math.max(pause, PACE - (performance.now() - grabbedAt)));
    if (found && !isOver) onText(found.text, { bytes: found.bytes, corners: found.corners, grabbedAt });
  }

  async function codeInFrame() {
    const grabbed = await grabber.grab();
    if (!grabbed || isOver) return null;
    const { frame, toVideo } = grabbed;
    wasHasty = !wasHasty && frame.width * frame.height > LARGE;
    const codes = await decoder.decode(frame, { hasty: wasHasty });
    if (codes.length === 0) return null;
    const code = nearest(codes, frame.width / 2, frame.height / 2);
    return { ...code, corners: code.corners.map(toVideo) };
  }

  const onVisibility = () => wait(0);
  document.addEventListener("visibilitychange", onVisibility);
  wait(0);
  return {
    stop() {
      isOver = true;
      cancel();
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}

function nearest(codes, x, y) {
  const distance = ({ corners }) => {
    const middle = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
    return Math.hypot(middle("x") - x, middle("y") - y);
  };
  return codes.reduce((best, code) => (distance(code) < distance(best) ? code : best));
}

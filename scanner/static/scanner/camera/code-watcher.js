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

export function watch(video, decoder, onText, options = {}) {
  const watcher = new CodeWatcher(video, decoder, onText, options);
  watcher.start();
  return watcher;
}

class CodeWatcher {
  constructor(video, decoder, onText, { area = "pass", onTrouble = null }) {
    Object.assign(this, { video, decoder, onText, onTrouble });
    this.grabber = openGrabber(video, area);
    this.isStopped = false;
    this.isLooking = false;
    this.wasHasty = false;
    this.timer = null;
    this.frameRequest = null;
    this.onVisibility = () => this.wait(0);
  }

  start() {
    document.addEventListener("visibilitychange", this.onVisibility);
    this.wait(0);
  }

  stop() {
    this.isStopped = true;
    this.cancel();
    document.removeEventListener("visibilitychange", this.onVisibility);
  }

  wait(pause) {
    this.cancel();
    if (!this.isStopped && !document.hidden) this.timer = setTimeout(() => this.expectFrame(), pause);
  }

  expectFrame() {
    if (!this.video.requestVideoFrameCallback) {
      this.look();
      return;
    }
    this.frameRequest = this.video.requestVideoFrameCallback(() => this.look());
    this.timer = setTimeout(() => this.look(), WITHOUT_A_FRAME);
  }

  cancel() {
    clearTimeout(this.timer);
    if (this.frameRequest !== null) this.video.cancelVideoFrameCallback(this.frameRequest);
    this.timer = this.frameRequest = null;
  }

  async look() {
    this.cancel();
    if (this.isStopped || this.isLooking || document.hidden) return;
    this.isLooking = true;
    const grabbedAt = performance.now();
    let code = null;
    let pause = 0;
    try {
      code = await this.readFrame();
    } catch (error) {
      pause = AFTER_TROUBLE;
      if (!this.isStopped && this.onTrouble) this.onTrouble(error.reason || "crashed");
    }
    this.isLooking = false;
    this.wait(Math.max(pause, PACE - (performance.now() - grabbedAt)));
    if (code && !this.isStopped) this.onText(code.text, { bytes: code.bytes, corners: code.corners, grabbedAt });
  }

  async readFrame() {
    const grabbed = await this.grabber.grab();
    if (!grabbed || this.isStopped) return null;
    const { frame, toVideo } = grabbed;
    this.wasHasty = !this.wasHasty && frame.width * frame.height > LARGE;
    const codes = await this.decoder.decode(frame, { hasty: this.wasHasty });
    if (codes.length === 0) return null;
    const code = nearest(codes, frame.width / 2, frame.height / 2);
    return { ...code, corners: code.corners.map(toVideo) };
  }
}

function nearest(codes, x, y) {
  const distance = ({ corners }) => {
    const middle = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
    return Math.hypot(middle("x") - x, middle("y") - y);
  };
  return codes.reduce((best, code) => (distance(code) < distance(best) ? code : best));
}

// Takes the part of a video's picture that is read, as bytes for the decoder.
//
//   const grabber = openGrabber(video, area)
//   const {frame, toVideo} = await grabber.grab()      null while there is no picture yet
//
// frame: {width, height, luma}, luma the same buffer again and again: the browser's own brightness plane of the camera's picture where it
// gives one (Chrome 94, Safari 16.4; a tenth of the work), else computed from a canvas. toVideo(point): where it is in the video.

const CARD = 85.6 / 54; // ISO/IEC 7810 ID-1
const LONGEST_SIDE = { pass: 800, card: 1920 }; // of what a canvas draws
const BRIGHTNESS_FIRST = ["I420", "I420A", "I422", "I444", "NV12"];
const PATIENCE = 2000; // for a copy of the plane: a watch must not end in silence

export function openGrabber(video, area) {
  return new FrameGrabber(video, area);
}

class FrameGrabber {
  constructor(video, area) {
    Object.assign(this, { video, area });
    this.hasPlanes = typeof VideoFrame === "function" && typeof VideoFrame.prototype.copyTo === "function";
    this.frame = null; // the one before: the decoder puts its buffer back when it has read it
    this.drawFrame = openCanvas(video, area);
  }

  async grab() {
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !this.video.videoWidth) return null;
    const grabbed = (await this.copyPlane()) || this.drawFrame(this.frame && this.frame.luma);
    this.frame = grabbed.frame;
    return grabbed;
  }

  async copyPlane() {
    if (!this.hasPlanes) return null;
    try {
      return await planeOf(this.video, this.area, this.frame && this.frame.luma);
    } catch {
      this.hasPlanes = false; // this camera's pictures have none
      return null;
    }
  }
}

async function planeOf(video, area, buffer) {
  const picture = new VideoFrame(video);
  try {
    if (!BRIGHTNESS_FIRST.includes(picture.format)) throw new TypeError("no brightness plane");
    const { x, y, width, height } = picture.visibleRect;
    const part = partOf(width, height, area);
    const rect = { x: x + part.x, y: y + part.y, width: part.width, height: part.height };
    const size = picture.allocationSize({ rect });
    const luma = buffer && buffer.byteLength === size ? buffer : new ArrayBuffer(size);
    const [plane] = await Promise.race([picture.copyTo(luma, { rect }), rejectLate()]);
    if (plane.offset !== 0 || plane.stride !== part.width) throw new TypeError("not packed");
    return { frame: { width: part.width, height: part.height, luma }, toVideo: (point) => ({ x: part.x + point.x, y: part.y + point.y }) };
  } finally {
    picture.close();
  }
}

function rejectLate() {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
  });
}

function openCanvas(video, area) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  return (buffer) => {
    const part = partOf(video.videoWidth, video.videoHeight, area);
    const scale = Math.min(1, LONGEST_SIDE[area] / Math.max(part.width, part.height));
    const [width, height] = [Math.round(part.width * scale), Math.round(part.height * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, part.x, part.y, part.width, part.height, 0, 0, width, height);
    const luma = buffer && buffer.byteLength === width * height ? buffer : new ArrayBuffer(width * height);
    computeLuma(context.getImageData(0, 0, width, height).data, new Uint8Array(luma));
    return { frame: { width, height, luma }, toVideo: (point) => ({ x: part.x + point.x / scale, y: part.y + point.y / scale }) };
  };
}

function computeLuma(rgba, luma) {
  for (let to = 0, from = 0; to < luma.length; to += 1, from += 4) {
    luma[to] = (306 * rgba[from] + 601 * rgba[from + 1] + 117 * rgba[from + 2] + 512) >> 10;
  }
}

// "pass": the centre square; "card": the largest card-shaped part, lying or standing as the video does. Even numbers: colour has half the pixels.
function partOf(videoWidth, videoHeight, area) {
  const ratio = area === "pass" ? 1 : videoHeight > videoWidth ? 1 / CARD : CARD;
  const width = even(Math.min(videoWidth, videoHeight * ratio));
  const height = even(Math.min(videoHeight, videoWidth / ratio));
  return { x: even((videoWidth - width) / 2), y: even((videoHeight - height) / 2), width, height };
}

function even(number) {
  return Math.floor(number / 2) * 2;
}

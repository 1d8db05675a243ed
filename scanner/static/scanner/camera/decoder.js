// The QR reader: a worker that is booted early, takes one frame at a time, and is started again after a crash.
//
//   const decoder = await openDecoder({workerUrl, readerUrl, wasmUrl})   rejects with reason "no_reader"
//   await decoder.decode(frame, {hasty})   → [{text, bytes, corners: [{x, y} × 4]}]
//        frame: an ImageData, whose pixels are taken away; or {width, height, luma: ArrayBuffer}, which is back in its place afterwards
//        hasty: half the time, and nineteen of twenty codes
//   await decoder.decodeFile(file)    → the same for a photo; rejects with reason "not_a_picture"
//   decoder.terminate()
//
// What rejects is an Error with `reason`: no_reader, not_a_picture, crashed (the next frame may do), terminated.

const BOOT_PATIENCE = 60000; // 0.4 MB over a bad network
const FRAME_PATIENCE = 10000;
const LONGEST_SIDE = 2560; // of a photo: more costs a weak phone its memory and shows no more of a code
const LARGEST_FILE = 30e6; // bytes

export async function openDecoder({ workerUrl, readerUrl, wasmUrl }) {
  const urls = { workerUrl: absolute(workerUrl), readerUrl: absolute(readerUrl), wasmUrl: absolute(wasmUrl) };
  return new Decoder(urls, await boot(urls));
}

class Decoder {
  constructor(urls, worker) {
    Object.assign(this, { urls, worker });
    this.isTerminated = false;
    this.previous = Promise.resolve(); // the frame before
  }

  async decode(frame, { hasty = false } = {}) {
    const { width, height, data, luma } = frame;
    if (!luma) return (await this.askInTurn({ width, height, pixels: data.buffer, hasty }, [data.buffer])).codes;
    const answer = await this.askInTurn({ width, height, luma, hasty }, [luma]);
    frame.luma = answer.luma;
    return answer.codes;
  }

  async decodeFile(file) {
    const frame = await pixelsOf(file);
    if (frame) return this.decode(frame);
    if (file.size > LARGEST_FILE) throw problem("not_a_picture");
    const picture = await file.arrayBuffer();
    const { codes } = await this.askInTurn({ picture }, [picture]);
    if (codes === null) throw problem("not_a_picture");
    return codes;
  }

  terminate() {
    this.isTerminated = true;
    this.drop();
  }

  askInTurn(message, transfer) {
    const answer = this.previous.then(() => this.ask(message, transfer));
    this.previous = answer.catch(() => {});
    return answer;
  }

  async ask(message, transfer) {
    if (!this.worker && !this.isTerminated) this.worker = await boot(this.urls);
    if (this.isTerminated) {
      this.drop();
      throw problem("terminated");
    }
    try {
      return await exchange(this.worker, message, transfer, FRAME_PATIENCE);
    } catch (error) {
      this.drop();
      throw this.isTerminated ? problem("terminated") : error;
    }
  }

  drop() {
    if (this.worker) this.worker.close();
    this.worker = null;
  }
}

async function boot({ workerUrl, readerUrl, wasmUrl }) {
  const worker = new Worker(workerUrl);
  const answers = { port: worker, abandon: null, close };
  function close() {
    worker.terminate();
    if (answers.abandon) answers.abandon();
  }
  try {
    await exchange(answers, { readerUrl, wasmUrl }, [], BOOT_PATIENCE);
    return answers;
  } catch (error) {
    close();
    throw problem("no_reader", error);
  }
}

// One message, one answer. Rejects if the worker says that it failed, dies, is closed, or is silent for too long.
function exchange(worker, message, transfer, patience) {
  const { port } = worker;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail("no answer"), patience);
    const settle = (settlePromise, value) => {
      clearTimeout(timer);
      port.onmessage = port.onerror = port.onmessageerror = worker.abandon = null;
      settlePromise(value);
    };
    const fail = (cause) => settle(reject, problem("crashed", cause));
    worker.abandon = () => fail("closed");
    port.onmessage = ({ data }) => (data.failed ? fail(data.failed) : settle(resolve, data));
    port.onmessageerror = () => fail("unreadable answer");
    port.onerror = (event) => {
      event.preventDefault();
      fail(event.message || "the worker could not be loaded");
    };
    port.postMessage(message, transfer);
  });
}

// Null where the browser cannot (Safari 14) or the file is none of its pictures: the reader itself knows JPEG and PNG.
async function pixelsOf(file) {
  if (typeof createImageBitmap !== "function") return null;
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function absolute(url) {
  return new URL(url, document.baseURI).href;
}

function problem(reason, cause) {
  return Object.assign(new Error(`${reason}: ${cause ? cause.message || cause : ""}`), { reason });
}

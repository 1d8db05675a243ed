// Reads QR codes. A classic worker: the reader is an IIFE. Everything it loads is named in the first message; nothing else is ever asked for.
//
//   {readerUrl, wasmUrl}        → {ready: true}
//   {width, height, luma}       → {codes: [{text, bytes, corners}], luma}     a byte of brightness a pixel; more may follow in the buffer
//   {width, height, pixels}     → {codes}     RGBA
//        hasty, in either: half the time, and nineteen of twenty codes; for a video whose next frame is looked at with care
//   {picture}                   → {codes}     the bytes of a JPEG or PNG; null if they are neither
//
// One message, one answer: {failed: text} when it could not be done; the worker is then to be thrown away.
"use strict";

// Baseline Chrome 80 and Safari 14 have all that the reader needs but this.
if (!Object.hasOwn) {
  Object.hasOwn = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
}

const MOST_CODES = 4;
const asUtf8 = new TextDecoder("utf-8", { fatal: true });

let reader = null; // the wasm module
let options = null;
let memory = { at: 0, size: 0 }; // kept in the wasm heap from frame to frame

async function boot({ readerUrl, wasmUrl }) {
  importScripts(readerUrl);
  const zxing = self.ZXingWASM;
  reader = await zxing.prepareZXingModule({
    overrides: { locateFile: () => wasmUrl }, // its own answer would be a CDN
    fireImmediately: true,
  });
  options = {
    ...zxing.defaultReaderOptions,
    formats: zxing.encodeFormats(["QRCode"]),
    tryHarder: true,
    tryRotate: true,
    tryInvert: true, // light on dark: a pass on a phone whose dark mode turns pictures over
    tryDownscale: true,
    maxNumberOfSymbols: MOST_CODES,
    binarizer: zxing.binarizers.indexOf("LocalAverage"),
    eanAddOnSymbol: zxing.eanAddOnSymbols.indexOf("Ignore"),
    textMode: zxing.textModes.indexOf("Plain"),
    characterSet: zxing.characterSets.indexOf("Unknown"),
    tryCode39ExtendedMode: false,
  };
  codesInLuma(new Uint8Array(64 * 64), 64, 64, false); // compiles what the first frame would have waited for
}

function place(size) {
  if (memory.size < size) {
    if (memory.at) reader._free(memory.at);
    memory = { at: reader._malloc(size), size };
    if (!memory.at) {
      memory = { at: 0, size: 0 };
      throw new Error("out of memory");
    }
  }
  return memory.at;
}

function codesInLuma(luma, width, height, hasty) {
  const start = place(luma.length);
  reader.HEAPU8.set(luma, start); // read after place(): growing the heap replaces it
  return codesAt(start, width, height, hasty);
}

function codesInPixels(rgba, width, height, hasty) {
  const count = width * height;
  const start = place(count);
  const heap = reader.HEAPU8;
  for (let from = 0, to = start, end = start + count; to < end; from += 4, to += 1) {
    heap[to] = (306 * rgba[from] + 601 * rgba[from + 1] + 117 * rgba[from + 2] + 512) >> 10;
  }
  return codesAt(start, width, height, hasty);
}

function codesAt(start, width, height, hasty) {
  return describeCodes(
    reader.readBarcodesFromPixmap(start, width, height, hasty ? { ...options, tryHarder: false, tryInvert: false } : options),
  );
}

function codesInPicture(bytes) {
  const start = place(bytes.length);
  reader.HEAPU8.set(bytes, start);
  return describeCodes(reader.readBarcodesFromImage(start, bytes.length, options));
}

// Return null if the picture itself could not be read.
function describeCodes(results) {
  try {
    const codes = Array.from({ length: results.size() }, (_none, index) => results.get(index));
    if (codes.length === 1 && codes[0].error) return null;
    return codes.map(({ bytes, text, position: { topLeft, topRight, bottomRight, bottomLeft } }) => ({
      text: textOf(bytes, text),
      bytes: bytes.slice(),
      corners: [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ x, y })),
    }));
  } finally {
    results.delete();
  }
}

// Identity cards carry UTF-8 and do not say so; a reader's guess would be Latin-1.
function textOf(bytes, guess) {
  try {
    return asUtf8.decode(bytes);
  } catch {
    return guess;
  }
}

async function answerTo({ readerUrl, wasmUrl, width, height, luma, pixels, picture, hasty }) {
  if (readerUrl) {
    await boot({ readerUrl, wasmUrl });
    return { ready: true };
  }
  if (luma) return { codes: codesInLuma(new Uint8Array(luma, 0, width * height), width, height, hasty), luma };
  if (pixels) return { codes: codesInPixels(new Uint8Array(pixels), width, height, hasty) };
  return { codes: codesInPicture(new Uint8Array(picture)) };
}

self.onmessage = async ({ data }) => {
  try {
    const answer = await answerTo(data);
    self.postMessage(answer, answer.luma ? [answer.luma] : []);
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
};

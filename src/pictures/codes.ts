import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import { CODE_MAX, CODES_MAX } from './limits.ts';
import type { WorkingCopy } from './working-copy.ts';

/** Codes that carry addresses; the bars on goods do not. */
const OPTIONS: ReaderOptions = {
  formats: ['QRCode', 'MicroQRCode', 'RMQRCode', 'Aztec', 'DataMatrix'],
  maxNumberOfSymbols: CODES_MAX,
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
};

/** Loads the reader of codes from its file: by itself it would fetch it from elsewhere. */
export async function loadCodeReader(): Promise<void> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** Contents of the codes in a picture, each once. */
export async function readCodes(copy: WorkingCopy): Promise<readonly string[]> {
  const found = await readBarcodes(imageData(copy), OPTIONS);
  const texts = found.filter(({ isValid }) => isValid).map(({ text }) => text.trim().slice(0, CODE_MAX));
  return [...new Set(texts)].filter((text) => text !== '');
}

/** The library takes what a browser's canvas gives: four bytes a pixel. */
function imageData({ rgb, width, height }: WorkingCopy): PlainImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    data[to] = rgb[from] ?? 0;
    data[to + 1] = rgb[from + 1] ?? 0;
    data[to + 2] = rgb[from + 2] ?? 0;
  }
  return { data, width, height, colorSpace: 'srgb' };
}

interface PlainImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: 'srgb';
}

import { createRequire } from 'node:module';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import sharp from 'sharp';

/** How a banner of the tests looks. */
export interface Look {
  /** Colours from corner to corner; null for a transparent ground. */
  readonly background?: readonly [string, string] | null;
  readonly ink?: string;
  readonly width?: number;
  /** What else is drawn, as SVG. */
  readonly more?: string;
}

export const WHITE: Look = {};
export const DARK: Look = { background: ['#101040', '#602080'], ink: '#ffffff' };
export const GOLD: Look = { background: ['#0b5d2a', '#0f7a38'], ink: '#ffd700' };

const require = createRequire(import.meta.url);
const FONTS = path.dirname(require.resolve('@expo-google-fonts/noto-sans/package.json'));
const FONT_FILES = ['700Bold', '900Black'].map((face) => path.join(FONTS, face, `NotoSans_${face}.ttf`));
const [WIDTH, HEIGHT] = [800, 450];

/** A banner with large letters, as a JPEG. */
export async function banner(lines: readonly string[], look: Look = WHITE): Promise<Buffer> {
  return await sharp(bannerPng(lines, look)).jpeg({ quality: 75 }).toBuffer();
}

/** The same as a PNG. */
export function bannerPng(lines: readonly string[], look: Look = WHITE): Buffer {
  const { background = ['#ffffff', '#ffffff'] } = look;
  const [from, to] = background ?? ['', ''];
  const ink = look.ink ?? '#111111';
  const words = lines.map(
    (line, at) =>
      `<text x="${WIDTH / 2}" y="${90 + at * 90}" font-size="${at === 0 ? 54 : 38}" font-weight="${at === 0 ? 900 : 700}"
        text-anchor="middle" fill="${ink}">${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="Noto Sans">
    <linearGradient id="g" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>
    <rect width="100%" height="100%" fill="${background === null ? 'none' : 'url(#g)'}"/>
    <circle cx="90" cy="390" r="50" fill="${ink}" opacity=".3"/>${look.more ?? ''}${words.join('')}</svg>`;
  const font = { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: 'Noto Sans' };
  return Buffer.from(
    new Resvg(svg, { font, fitTo: { mode: 'width', value: look.width ?? WIDTH } }).render().asPng(),
  );
}

/** Words and numbers of a text. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}@%+]+/gu) ?? [];
}

/** Share of the words of `lines` that stand in `text`. */
export function recall(lines: readonly string[], text: string): number {
  const read = new Set(wordsOf(text));
  const wanted = wordsOf(lines.join(' '));
  return wanted.filter((word) => read.has(word)).length / wanted.length;
}

/** A QR code with the given contents, as a part of a banner. */
export async function qrCode(
  contents: string,
  at: { readonly x: number; readonly y: number },
): Promise<string> {
  const { prepareZXingModule, writeBarcode } = await import('zxing-wasm/writer');
  const { readFile } = await import('node:fs/promises');
  const wasm = await readFile(require.resolve('zxing-wasm/writer/zxing_writer.wasm'));
  prepareZXingModule({
    overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) },
  });
  const { svg } = await writeBarcode(contents, { format: 'QRCode', scale: 4 });
  const drawn = svg.slice(svg.indexOf('<svg'));
  return drawn.replace('<svg', `<svg x="${at.x}" y="${at.y}"`);
}

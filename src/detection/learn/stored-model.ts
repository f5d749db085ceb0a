import { createHash } from 'node:crypto';
import type { Calibration } from './calibration.ts';
import { FEATURE_SPACE } from './features.ts';
import type { LinearModel } from './linear-model.ts';

/** A model with the calibration of its log-odds and of the rules' score. */
export interface TrainedModel {
  /** First 12 hex digits of the SHA-256 of its bytes. */
  readonly version: string;
  readonly model: LinearModel;
  readonly calibration: Calibration;
  /** Of the score of the rules; null where it was not measured. */
  readonly ruleCalibration: Calibration | null;
}

const MAGIC = 'QMODEL1\n';
/** A header is a few hundred bytes; a longer one is not ours. */
const HEADER_MAX = 10_000;

interface Header {
  readonly bias: number;
  readonly calibration: Calibration;
  readonly ruleCalibration: Calibration | null;
  readonly weights: number;
}

/** Bytes of a model: a line that names the form, a line of JSON, then pairs of place (u32) and weight (f32), little-endian. */
export function packModel(
  model: LinearModel,
  calibration: Calibration,
  ruleCalibration: Calibration | null,
): Uint8Array {
  const places = [...model.weights.keys()].filter((place) => (model.weights[place] ?? 0) !== 0);
  const header: Header = { bias: model.bias, calibration, ruleCalibration, weights: places.length };
  const head = new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}\n`);
  const bytes = new Uint8Array(head.length + places.length * 8);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  places.forEach((place, index) => {
    view.setUint32(index * 8, place, true);
    view.setFloat32(index * 8 + 4, model.weights[place] ?? 0, true);
  });
  return bytes;
}

/** Version of a model's bytes. */
export function modelVersion(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

/** Reads a model back. Throws where the bytes are not a whole model of this form. */
export function unpackModel(bytes: Uint8Array): TrainedModel {
  const start = MAGIC.length;
  const end = bytes.indexOf(10, start);
  const text = new TextDecoder();
  if (text.decode(bytes.subarray(0, start)) !== MAGIC || end < 0 || end > HEADER_MAX)
    throw new Error('these bytes are no model of this program; train one: qyraghy model train');
  const header = JSON.parse(text.decode(bytes.subarray(start, end))) as Header;
  const body = bytes.subarray(end + 1);
  if (body.length !== header.weights * 8)
    throw new Error('the model is cut short; train it again: qyraghy model train');
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const weights = new Float32Array(FEATURE_SPACE);
  for (let at = 0; at < body.length; at += 8) {
    const place = view.getUint32(at, true);
    if (place < FEATURE_SPACE) weights[place] = view.getFloat32(at + 4, true);
  }
  const { bias, calibration, ruleCalibration } = header;
  return { version: modelVersion(bytes), model: { weights, bias }, calibration, ruleCalibration };
}

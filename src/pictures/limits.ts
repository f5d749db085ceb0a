/** How much a picture may cost. */
export interface PictureLimits {
  /** Bytes of the file. A post's picture is far smaller; a page's may be larger. */
  readonly bytesMax: number;
  /** Pixels of the picture: what a telephone's camera gives fits; what only pretends to be small does not. */
  readonly pixelsMax: number;
  /** A longer side is no picture; the engine takes 32,767 at most. */
  readonly sideMax: number;
  /** A picture with a shorter side holds no words and no code. */
  readonly sideMin: number;
  /** Time of one picture, all of it. A large banner takes a second, on a machine with much else to do twenty. */
  readonly timeoutMs: number;
  /** Time until a new process can read. */
  readonly startTimeoutMs: number;
  /** Pictures that are read at the same time, each in a process of its own. */
  readonly atOnce: number;
  /** Pictures that may wait for that; whoever comes later is told to try again. */
  readonly waitingMax: number;
  /** Memory of one process, its libraries included; it ends when it has more. */
  readonly memoryMax: number;
  /** A process is replaced after so many pictures: what leaks in it stays small. */
  readonly picturesPerProcess: number;
  /** A process that has had nothing to read for so long ends. */
  readonly idleMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_PICTURE_LIMITS: PictureLimits = {
  bytesMax: 10 * MIB,
  pixelsMax: 40_000_000,
  sideMax: 30_000,
  sideMin: 8,
  timeoutMs: 120_000,
  startTimeoutMs: 60_000,
  atOnce: 1,
  waitingMax: 64,
  memoryMax: 1024 * MIB,
  picturesPerProcess: 500,
  idleMs: 60_000,
};

/** Pixels of the copy that is worked on: letters of a banner are still large in it. */
export const WORK_PIXELS = 4_000_000;
/** Longest text of one picture: a page of small print. What a picture says beyond it says nothing more. */
export const TEXT_MAX = 4_000;
/** Codes of one picture, and the length of one: a QR code holds at most 4,296 letters (ISO/IEC 18004). */
export const CODES_MAX = 8;
export const CODE_MAX = 4_296;
/** Of a moving picture so many frames are read, spread over its length. */
export const FRAMES_MAX = 3;

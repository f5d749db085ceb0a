import type { Locale } from '../domain/detection.ts';
import type { AuthorityGateway } from '../ports/authority-gateway.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReachPoint } from '../ports/crash-point.ts';
import type { Detector } from '../ports/detector.ts';
import type { EvidenceCapturer } from '../ports/evidence-capturer.ts';
import type { EvidenceFiles } from '../ports/evidence-files.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Memory } from '../ports/memory.ts';
import type { SealedBox } from '../ports/sealed-box.ts';
import type { Log } from '../log.ts';

/** Names and addresses that appear in documents; the draft rules leave them open, so they are configuration. */
export interface OfficeSettings {
  readonly timeZone: string;
  readonly unitName: string;
  readonly addresseeName: string;
  readonly systemName: string;
}

/** How often the program asks again; the demo is quicker. */
export interface Pace {
  readonly trackEveryMs: number;
}

/** Texts of documents; keys are in the catalogues. */
export interface DocumentTexts {
  t(locale: Locale, key: string, args?: Readonly<Record<string, string | number | Date>>): string;
}

/** What the steps ask of the world. Each step names the part that it uses. */
export interface Needs {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly queue: JobQueue;
  readonly detector: Detector;
  readonly capturer: EvidenceCapturer;
  readonly files: EvidenceFiles;
  readonly authority: AuthorityGateway;
  readonly box: SealedBox;
  readonly office: OfficeSettings;
  readonly pace: Pace;
  readonly texts: DocumentTexts;
  readonly reach: ReachPoint;
  readonly log: Log;
}

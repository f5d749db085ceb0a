import type { JobName } from '../ports/job-queue.ts';

/**
 * The main job as a table, in order: what each step does, which file holds it, what starts it and what it starts.
 * Newcomers read this first. Roles are what `qyraghy run <role…>` takes.
 */
export const PIPELINE = [
  {
    step: 'watch',
    file: 'src/steps/watch-sources.ts',
    role: 'collect',
    startedBy: 'an open source',
    job: null,
    starts: ['detect'],
  },
  {
    step: 'detect',
    file: 'src/steps/detect-batch.ts',
    role: 'detect',
    startedBy: 'job',
    job: 'detect',
    starts: ['capture', 'read'],
  },
  {
    step: 'read',
    file: 'src/steps/read-pictures.ts',
    role: 'read',
    startedBy: 'job',
    job: 'read',
    starts: ['capture'],
  },
  {
    step: 'capture',
    file: 'src/steps/capture-post.ts',
    role: 'capture',
    startedBy: 'job',
    job: 'capture',
    starts: ['tell'],
  },
  { step: 'tell', file: 'src/steps/tell.ts', role: 'bot', startedBy: 'job', job: 'tell', starts: [] },
  {
    step: 'claim',
    file: 'src/steps/claim-next.ts',
    role: 'bot',
    startedBy: 'an analyst',
    job: null,
    starts: [],
  },
  {
    step: 'qualify',
    file: 'src/steps/qualify.ts',
    role: 'bot',
    startedBy: 'an analyst',
    job: null,
    starts: [],
  },
  {
    step: 'submit',
    file: 'src/steps/submit-measure.ts',
    role: 'bot',
    startedBy: 'an analyst',
    job: null,
    starts: ['tell'],
  },
  {
    step: 'approve',
    file: 'src/steps/approve-measure.ts',
    role: 'bot',
    startedBy: 'a supervisor',
    job: null,
    starts: ['dispatch', 'tell'],
  },
  {
    step: 'dispatch',
    file: 'src/steps/dispatch-measure.ts',
    role: 'dispatch',
    startedBy: 'job',
    job: 'dispatch',
    starts: ['track', 'tell'],
  },
  {
    step: 'track',
    file: 'src/steps/track-measure.ts',
    role: 'track',
    startedBy: 'job',
    job: 'track',
    starts: ['track', 'tell'],
  },
  {
    step: 'digest',
    file: 'src/steps/make-digest.ts',
    role: 'digest',
    startedBy: 'the clock',
    job: null,
    starts: ['tell'],
  },
] as const satisfies readonly PipelineRow[];

/** Processes that `run` can start, each thin: it hands jobs or time to steps. */
export const ROLES_OF_PROCESS = [
  'collect',
  'detect',
  'read',
  'capture',
  'dispatch',
  'track',
  'digest',
  'bot',
  'web',
] as const;
export type ProcessRole = (typeof ROLES_OF_PROCESS)[number];

interface PipelineRow {
  readonly step: string;
  readonly file: string;
  readonly role: ProcessRole;
  readonly startedBy: 'job' | 'an open source' | 'an analyst' | 'a supervisor' | 'the clock';
  readonly job: JobName | null;
  readonly starts: readonly JobName[];
}

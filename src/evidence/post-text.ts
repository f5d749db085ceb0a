import type { PostLink } from '../domain/post.ts';

/** A run of text that is drawn in one way. Offsets are UTF-16 units, `end` excluded. */
export interface TextRun {
  readonly text: string;
  readonly marked: boolean;
  /** Number of the link (from 1) in the list below the text, if the run belongs to one. */
  readonly link: number | null;
  /** Whether the link ends with this run: its number is drawn here. */
  readonly linkEnds: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Cuts the text at the borders of marks and links; the runs joined are the text. Bad offsets are clamped or left out. */
export function textRuns(
  text: string,
  marks: readonly Span[],
  links: readonly PostLink[],
): readonly TextRun[] {
  const spans = (list: readonly Span[]) => list.map((span) => clamped(span, text));
  const markSpans = spans(marks);
  const linkSpans = spans(links);
  const cuts = [
    ...new Set([0, text.length, ...[...markSpans, ...linkSpans].flatMap(({ start, end }) => [start, end])]),
  ];
  cuts.sort((a, b) => a - b);
  const runs: TextRun[] = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const run = { start: cuts[at] ?? 0, end: cuts[at + 1] ?? text.length };
    const linkAt = linkSpans.findIndex((span, n) => links[n]?.how !== 'button' && covers(span, run));
    runs.push({
      text: text.slice(run.start, run.end),
      marked: markSpans.some((span) => covers(span, run)),
      link: linkAt < 0 ? null : linkAt + 1,
      linkEnds: linkSpans[linkAt]?.end === run.end,
    });
  }
  return runs;
}

/** Marked parts in the order of the text, overlapping ones joined. */
export function markedParts(text: string, marks: readonly Span[]): readonly string[] {
  const parts: Span[] = [];
  const sorted = marks.map((mark) => clamped(mark, text)).sort((a, b) => a.start - b.start);
  for (const mark of sorted) {
    const last = parts.at(-1);
    if (last !== undefined && mark.start <= last.end) {
      parts[parts.length - 1] = { start: last.start, end: Math.max(last.end, mark.end) };
    } else if (mark.end > mark.start) parts.push(mark);
  }
  return parts.map(({ start, end }) => text.slice(start, end));
}

function covers(span: Span, run: Span): boolean {
  return span.start <= run.start && run.end <= span.end && span.start < span.end;
}

/** Inside the text, and never between the halves of a surrogate pair. */
function clamped(span: Span, text: string): Span {
  const inside = (at: number) => Math.min(Math.max(0, Math.trunc(at)), text.length);
  const whole = (at: number, step: number) =>
    /[\uDC00-\uDFFF]/.test(text.charAt(at)) && at > 0 ? at + step : at;
  const start = whole(inside(span.start), -1);
  return { start, end: Math.max(start, whole(inside(span.end), 1)) };
}

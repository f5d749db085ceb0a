import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { FINDING_STATES, type FindingState } from '../../src/domain/finding.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { permits } from '../../src/domain/staff.ts';
import type { DigestNumbers } from '../../src/domain/digest.ts';
import { isDay, say, sayJson, sayTable, toId, WrongUseError } from '../output.ts';
import { type Office, withMemory, withOffice } from '../parts.ts';

/** `digest`, `audit verify`, `evidence verify`, `finding list|show`. */
export function addRecordCommands(program: Command): void {
  program
    .command('digest')
    .description('the numbers of a day, as supervisors got them or counted now')
    .option('--date <day>', 'YYYY-MM-DD; today when absent')
    .option('--json', 'print JSON')
    .action(showDigest);
  const audit = program.command('audit').description('the audit trail');
  audit
    .command('verify')
    .description(
      'check the hash chain of the trail; with an anchor also that nothing was cut or rewritten since',
    )
    .option('--anchor <file>', 'a signed head, as kept daily in DATA_DIR/anchors')
    .option('--json', 'print JSON')
    .action(checkAudit);
  program
    .command('evidence')
    .description('sealed evidence')
    .command('verify')
    .description('check every sealed file and the chain of seals')
    .option('--json', 'print JSON')
    .action(checkEvidence);
  const finding = program.command('finding').description('findings');
  finding
    .command('list')
    .description('newest findings')
    .addOption(new Option('--state <state>', 'only in this state').choices(FINDING_STATES))
    .option('--limit <n>', 'how many', Number, 50)
    .option('--json', 'print JSON')
    .action(listFindings);
  finding
    .command('show <id>')
    .description('one finding: masked text, reasons, measures and its timeline')
    .option('--unmask', 'show the unmasked text too; logged with --reason and --as')
    .option('--reason <text>', 'why the unmasked text is needed')
    .option('--as <staff-id>', 'who looks')
    .option('--json', 'print JSON')
    .action(showFinding);
}

async function showDigest(options: { readonly date?: string; readonly json?: boolean }): Promise<void> {
  const { date } = options;
  if (date !== undefined && !isDay(date))
    throw new WrongUseError(`--date "${date}" is not a day: write YYYY-MM-DD.`);
  const { digestOf } = await import('../../src/steps/make-digest.ts');
  const { dayOf } = await import('../../src/steps/day.ts');
  await withOffice(async (office) => {
    const today = dayOf(office.clock.now(), office.office.timeZone);
    const day = date ?? today;
    if (day > today) throw new WrongUseError(`--date ${day} has not come yet: today is ${today}.`);
    const numbers = await digestOf(office, day);
    if (options.json === true) sayJson(numbers);
    else for (const [name, value] of digestLines(numbers)) say(`${name.padEnd(28)} ${value}`);
  });
}

function digestLines(numbers: DigestNumbers): readonly (readonly [string, string])[] {
  return Object.entries(numbers).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return [];
    if (Array.isArray(value)) return value.map((entry) => [name, JSON.stringify(entry)] as const);
    if (typeof value === 'object')
      return Object.entries(value).map(([key, count]) => [`${name}.${key}`, String(count)] as const);
    return [[name, String(value)]];
  });
}

async function checkAudit(options: { readonly anchor?: string; readonly json?: boolean }): Promise<void> {
  const anchor =
    options.anchor === undefined
      ? null
      : await readFile(options.anchor, 'utf8').catch((error: Error) => {
          throw new WrongUseError(`The anchor "${options.anchor}" cannot be read: ${error.message}`);
        });
  const { verifyAudit } = await import('../../src/steps/verify-record.ts');
  await withOffice(async ({ memory, box }) => {
    const result = await verifyAudit(
      memory,
      anchor === null ? null : { text: anchor, publicKeyPem: box.publicKeyPem('audit') },
    );
    if (options.json === true) sayJson(result);
    else if (result.ok) say(`The audit trail is whole: ${result.rows} rows, head ${result.head.hash}.`);
    if (!result.ok)
      throw new PermanentError('audit_broken', `The audit trail is NOT whole: ${result.problem}`);
  });
}

async function checkEvidence(options: { readonly json?: boolean }): Promise<void> {
  const { verifyEvidence } = await import('../../src/steps/verify-record.ts');
  await withOffice(async (office) => {
    const result = await verifyEvidence(office);
    if (options.json === true) sayJson(result);
    else if (result.ok) say(`All evidence is whole: ${result.sets} sealed captures, ${result.files} files.`);
    if (!result.ok) throw new PermanentError('evidence_broken', `Evidence is NOT whole: ${result.problem}`);
  });
}

async function listFindings(options: {
  readonly state?: FindingState;
  readonly limit: number;
  readonly json?: boolean;
}): Promise<void> {
  if (!Number.isInteger(options.limit) || options.limit < 1 || options.limit > 1000)
    throw new WrongUseError('--limit is a whole number from 1 to 1000.');
  await withMemory(async (memory) => {
    const findings = await memory.read.findings.list({
      ...(options.state === undefined ? {} : { states: [options.state] }),
      limit: options.limit,
    });
    if (options.json === true) for (const finding of findings) sayJson(finding);
    else if (findings.length === 0) say('No findings.');
    else {
      sayTable(
        ['№', 'state', 'category', 'score', 'occurrences', 'opened'],
        findings.map((row) => [
          String(row.id),
          row.state,
          row.category,
          row.score.toFixed(2),
          String(row.occurrences),
          row.createdAt.toISOString(),
        ]),
      );
    }
  });
}

interface ShowOptions {
  readonly unmask?: boolean;
  readonly reason?: string;
  readonly as?: string;
  readonly json?: boolean;
}

async function showFinding(id: string, options: ShowOptions): Promise<void> {
  const findingId = toId(id, 'finding', 'qyraghy finding list');
  const access = accessOf(options);
  await withOffice(async (office) => {
    const { read } = office.memory;
    const finding = await read.findings.get(findingId);
    const post = await read.posts.get(finding.firstPostId);
    const unmasked = access === null ? null : await reveal(office, findingId, access);
    const shown = {
      finding,
      url: post.url,
      text: unmasked ?? post.maskedText,
      matches: post.detection.matches,
      measures: await read.measures.ofFinding(findingId),
      timeline: await read.findings.decisions(findingId),
      evidence: (await read.evidence.ofFinding(findingId)).map((set) => ({
        capturedAt: set.capturedAt,
        seal: set.sealSha256,
        files: set.files,
      })),
    };
    if (options.json === true) {
      sayJson(shown);
      return;
    }
    say(`№${finding.id}  ${finding.state}  ${finding.category} ${finding.score.toFixed(2)}  ${post.url}`);
    say(shown.text);
    for (const match of shown.matches) say(`  why: ${match.why.en} (“${match.text}”, ${match.weight})`);
    for (const set of shown.evidence) say(`  evidence: ${set.capturedAt.toISOString()} seal ${set.seal}`);
    for (const measure of shown.measures)
      say(
        `  measure: ${measure.id} ${measure.kind} ${measure.state}${measure.outcome === null ? '' : ` ${measure.outcome}`}`,
      );
    for (const row of shown.timeline)
      say(
        `  ${row.at.toISOString()}  ${row.byName ?? 'system'}  ${row.verb}: ${row.from ?? '-'} → ${row.to}${row.reason === null ? '' : ` (${row.reason})`}`,
      );
  });
}

interface Access {
  readonly reason: string;
  readonly staffId: number;
}

function accessOf(options: ShowOptions): Access | null {
  if (options.unmask !== true) return null;
  const reason = options.reason?.trim() ?? '';
  if (reason === '' || options.as === undefined)
    throw new WrongUseError('--unmask needs --reason TEXT and --as STAFF_ID: the access is recorded.');
  return { reason, staffId: toId(options.as, 'person', 'qyraghy staff list') };
}

/** Access to unmasked data is recorded before it is given, with who and why. */
async function reveal(office: Office, findingId: number, { reason, staffId }: Access): Promise<string> {
  const { openPost } = await import('../../src/steps/capture-post.ts');
  const person = await office.memory.read.staff.get(staffId);
  if (!person.active || !permits(person.role, 'see_unmasked'))
    throw new PermanentError('not_permitted', `${person.name} may not see unmasked data.`);
  const finding = await office.memory.read.findings.get(findingId);
  await office.memory.transaction(async (tx) => {
    tx.audit.append({
      action: 'data.revealed',
      actorId: person.id,
      subject: `finding:${findingId}`,
      details: { reason },
    });
  });
  return openPost(office, await office.memory.read.posts.get(finding.firstPostId)).text;
}

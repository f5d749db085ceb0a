import { CLAIM_MINUTES, FINDING_MOVES, holdsClaim, type Finding } from '../domain/finding.ts';
import { checkMove } from '../domain/moves.ts';
import { asActor, permits, SYSTEM, type Person } from '../domain/staff.ts';
import type { Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { readCard } from './read-card.ts';
import { moveFinding } from './record.ts';
import { RefusedError, type CardView } from './views.ts';

type ClaimNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'files'>;

/** Postponed findings that wake in one go. */
const WAKE_MAX = 100;

/** Takes the next waiting finding for the analyst (a lease, so that two never hold one); null when none waits. */
export async function claimNext(needs: ClaimNeeds, person: Person): Promise<CardView | null> {
  requireTaker(person);
  const now = needs.clock.now();
  const id = await needs.memory.transaction(async (tx) => {
    for (const { id: dueId } of await tx.findings.due(now, WAKE_MAX)) await wake(tx, dueId, now);
    const next = await tx.findings.lockNext(now, person.id);
    return next === null ? null : (await hold(tx, next, person, now)).id;
  });
  return id === null ? null : await readCard(needs, person, id);
}

/** Under its lock: two analysts may ask at once, and a finding wakes once. */
async function wake(tx: Tx, findingId: number, now: Date): Promise<void> {
  const finding = await tx.findings.lock(findingId);
  if (finding.state === 'postponed') await moveFinding(tx, finding, { verb: 'wake', by: SYSTEM, at: now });
}

/** Takes this finding; refused while a colleague holds it. A postponed one is woken. */
export async function claimOne(needs: ClaimNeeds, person: Person, findingId: number): Promise<CardView> {
  requireTaker(person);
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    let finding = await tx.findings.lock(findingId);
    await refuseHeldByOther(tx, finding, person, now);
    if (finding.state === 'postponed')
      finding = await moveFinding(tx, finding, { verb: 'wake', by: asActor(person), at: now });
    checkMove(FINDING_MOVES, finding.state, 'postpone', asActor(person), { claim: true });
    await hold(tx, finding, person, now);
  });
  return await readCard(needs, person, findingId);
}

/** Gives the finding back to the queue. */
export async function releaseClaim(needs: ClaimNeeds, person: Person, findingId: number): Promise<void> {
  await needs.memory.transaction(async (tx) => {
    const finding = await tx.findings.lock(findingId);
    if (finding.claimedBy === person.id)
      await tx.findings.change(findingId, { claimedBy: null, claimedUntil: null });
  });
}

function requireTaker(person: Person): void {
  if (!person.active || !permits(person.role, 'take_finding')) throw new RefusedError('not_permitted');
}

async function refuseHeldByOther(tx: Tx, finding: Finding, person: Person, now: Date): Promise<void> {
  if (finding.claimedBy === null || finding.claimedBy === person.id) return;
  if (!holdsClaim(finding, finding.claimedBy, now)) return;
  throw new RefusedError('claimed_by_other', (await tx.staff.get(finding.claimedBy)).name);
}

async function hold(tx: Tx, finding: Finding, person: Person, now: Date): Promise<Finding> {
  const fresh = !holdsClaim(finding, person.id, now);
  const until = new Date(now.getTime() + CLAIM_MINUTES * 60_000);
  const held = await tx.findings.change(finding.id, { claimedBy: person.id, claimedUntil: until });
  if (fresh)
    tx.audit.append({
      action: 'finding.claimed',
      actorId: person.id,
      subject: `finding:${finding.id}`,
      details: {},
    });
  return held;
}

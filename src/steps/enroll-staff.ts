import { createHash, randomBytes } from 'node:crypto';
import type { Locale } from '../domain/detection.ts';
import type { Person, Role } from '../domain/staff.ts';
import type { Needs } from './needs.ts';
import { RefusedError } from './views.ts';

/** An invite is a password for a short time. */
const INVITE_DAYS = 3;

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** Makes a one-time invite; only its hash is stored, so the code is shown once. */
export async function invite(
  needs: Pick<Needs, 'memory' | 'clock'>,
  person: { readonly role: Role; readonly name: string },
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  const code = randomBytes(15).toString('base64url');
  const expiresAt = new Date(needs.clock.now().getTime() + INVITE_DAYS * 86_400_000);
  await needs.memory.transaction(async (tx) => {
    await tx.staff.addInvite({ codeHash: hashOf(code), role: person.role, name: person.name, expiresAt });
    tx.audit.append({
      action: 'staff.changed',
      actorId: null,
      subject: 'staff:invite',
      details: { role: person.role },
    });
  });
  return { code, expiresAt };
}

/** Turns an invite into a person of the staff; each code works once. */
export async function useInvite(
  needs: Pick<Needs, 'memory' | 'clock'>,
  by: { readonly telegramId: string; readonly code: string; readonly locale: Locale },
): Promise<Person> {
  return await needs.memory.transaction(async (tx) => {
    const known = await tx.staff.byTelegramId(by.telegramId);
    if (known !== null && known.active) throw new RefusedError('already_enrolled');
    const taken = await tx.staff.takeInvite(hashOf(by.code), needs.clock.now());
    if (taken === null) throw new RefusedError('invite_invalid');
    const person = await tx.staff.add({
      telegramId: by.telegramId,
      name: taken.name,
      role: taken.role,
      locale: by.locale,
    });
    tx.audit.append({
      action: 'staff.changed',
      actorId: person.id,
      subject: `staff:${person.id}`,
      details: { role: person.role, how: 'invite' },
    });
    return person;
  });
}

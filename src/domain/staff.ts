import type { Locale } from './detection.ts';

export const ROLES = ['analyst', 'supervisor', 'admin', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** A person of the staff. People who left stay as rows: the record names them. */
export interface Person {
  readonly id: number;
  readonly telegramId: string;
  readonly name: string;
  readonly role: Role;
  readonly locale: Locale;
  readonly active: boolean;
}

/** Who does something: a person of the staff, or the program itself. */
export type Actor =
  | { readonly kind: 'person'; readonly id: number; readonly role: Role; readonly name: string }
  | { readonly kind: 'system' };

/** Whether two rows of the staff are one human: who left and came back has a new id and the old Telegram account. */
export function isSamePerson(
  a: Pick<Person, 'id' | 'telegramId'>,
  b: Pick<Person, 'id' | 'telegramId'>,
): boolean {
  return a.id === b.id || a.telegramId === b.telegramId;
}

export const SYSTEM: Actor = { kind: 'system' };

/** A person as an actor. */
export function asActor(person: Person): Actor {
  return { kind: 'person', id: person.id, role: person.role, name: person.name };
}

/** What each role may do in the bot and on the command line, besides the moves of findings and measures. */
export const PERMISSIONS = {
  take_finding: ['analyst'],
  see_finding: ['analyst', 'supervisor', 'admin', 'auditor'],
  see_unmasked: ['analyst', 'supervisor'],
  see_digest: ['supervisor', 'admin'],
  see_history: ['analyst', 'supervisor', 'admin', 'auditor'],
  invite_staff: ['admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof PERMISSIONS;

/** Whether `role` may do `what`. */
export function permits(role: Role, what: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[what];
  return roles.includes(role);
}

import type { Outside } from '../../cli/demo/outside.ts';
import type { DeskEntry } from '../../sandbox/authority/desk.ts';
import { handsOf, type Hands } from '../support/staff-hands.ts';
import type { Town } from '../support/town.ts';
import { until } from '../support/until.ts';

export const CHANNEL = 'tenge_signals';

export interface People {
  readonly analyst: Hands;
  readonly supervisor: Hands;
}

/** One watched channel, an analyst, a supervisor and a legal act: what an office has on its first day. */
export async function openOffice(town: Town, locale: 'kk' | 'ru' | 'en' = 'ru'): Promise<People> {
  town.outside.world.addChannel({ username: CHANNEL, title: 'Tenge Signals' });
  await town.command([
    'staff',
    'add',
    '--telegram-id',
    '101',
    '--role',
    'analyst',
    '--name',
    'Айгүл Сәрсенова',
    '--locale',
    locale,
  ]);
  await town.command([
    'staff',
    'add',
    '--telegram-id',
    '102',
    '--role',
    'supervisor',
    '--name',
    'Марат Жүнісов',
    '--locale',
    locale,
  ]);
  await town.command([
    'act',
    'add',
    '--basis',
    'law',
    '--title-ru',
    'Закон Республики Казахстан «О связи»',
    '--title-kk',
    'Қазақстан Республикасының «Байланыс туралы» Заңы',
    '--article',
    '41-1',
    '--part',
    '1-1',
    '--valid-from',
    '2024-01-01',
  ]);
  await town.command(['source', 'add', `@${CHANNEL}`]);
  const people = {
    analyst: handsOf(town.outside, { id: 101, name: 'Айгүл', languageCode: locale }),
    supervisor: handsOf(town.outside, { id: 102, name: 'Марат', languageCode: locale }),
  };
  people.analyst.say('/start');
  people.supervisor.say('/start');
  return people;
}

/** From the card to the submitted notification, by the buttons an analyst presses. */
export async function prepareBlocking({ analyst }: People): Promise<void> {
  await analyst.press(/^f:\d+:\d+:start:blocking_notification$/u);
  await pressActAndSubmit(analyst);
}

export async function pressActAndSubmit(analyst: Hands): Promise<void> {
  await analyst.press(/^m:\d+:\d+:acts(?::\d+)?$/u);
  await analyst.press(/^m:\d+:\d+:act:\d+$/u);
  await analyst.press(/^m:\d+:\d+:submit$/u);
}

/** The notification on the authority's desk, once it is there. */
export function arrived(outside: Outside, count = 1): Promise<DeskEntry> {
  return until(
    () => {
      const entries = outside.authority.desk.list();
      return entries.length >= count ? entries.at(-1) : undefined;
    },
    { what: `${count} notifications at the authority`, timeoutMs: 30_000 },
  );
}

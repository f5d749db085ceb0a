import { z } from 'zod';
import { ITEM_OUTCOMES } from '../../src/domain/outcome.ts';
import { pictureSize } from '../bot-api/pictures.ts';
import type { WorldPhotoInput } from '../telegram-world.ts';
import type { PlaygroundOptions, PlaygroundPerson } from './parts.ts';
import { PERSON_KEYS } from './parts.ts';

/** What the page asks for cannot be done; the message is fit to be shown. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Action = (options: PlaygroundOptions, body: unknown) => unknown;

const username = z.string().min(1).max(64);
const person = z.enum(PERSON_KEYS);
const id = z.number().int().positive();
const MAX_TEXT = 4096;
const MAX_PICTURE_BASE64 = 7_000_000;
/** Longer than the gateway's own patience would be no demonstration but a hang. */
const DELAY_MS = 5_000;

function action<T>(shape: z.ZodType<T>, run: (options: PlaygroundOptions, body: T) => unknown): Action {
  return (options, body) => {
    const read = shape.safeParse(body);
    if (read.success) return run(options, read.data);
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ActionError(400, problems.join('; '));
  };
}

function personOf({ people }: PlaygroundOptions, key: (typeof PERSON_KEYS)[number]): PlaygroundPerson {
  const found = people[key];
  if (found === undefined) throw new ActionError(404, `Nobody plays "${key}" here.`);
  return found;
}

function photoOf(bytes: Uint8Array): WorldPhotoInput {
  const size = pictureSize(Buffer.from(bytes));
  if (size === null) throw new ActionError(400, 'The picture must be PNG or JPEG.');
  const { mimeType, width, height } = size;
  return { bytes, mimeType, width, height };
}

const publish = action(
  z.object({
    channel: username,
    text: z.string().max(MAX_TEXT),
    banner: z.string().max(64).optional(),
    pictureBase64: z.string().max(MAX_PICTURE_BASE64).optional(),
  }),
  ({ world, defaults }, { channel, text, banner, pictureBase64 }) => {
    const named = banner === undefined ? undefined : defaults.banners?.get(banner);
    const bytes = pictureBase64 === undefined ? named : Buffer.from(pictureBase64, 'base64');
    const post = world.publish(channel, { text, ...(bytes === undefined ? {} : { photo: photoOf(bytes) }) });
    return { id: post.id };
  },
);

const edit = action(
  z.object({ channel: username, id, text: z.string().max(MAX_TEXT) }),
  ({ world }, body) => {
    world.edit(body.channel, body.id, { text: body.text });
    return {};
  },
);

const remove = action(z.object({ channel: username, id }), ({ world }, body) => {
  world.remove(body.channel, body.id);
  return {};
});

const say = action(
  z.object({ person, text: z.string().trim().min(1).max(MAX_TEXT), replyTo: id.optional() }),
  (options, { person: key, text, replyTo }) => {
    const { telegramId } = personOf(options, key);
    const reply = replyTo === undefined ? {} : { replyTo };
    return { id: options.botApi.chats.sendText(telegramId, text, reply) };
  },
);

const press = action(
  z.object({ person, messageId: id, row: z.number().int().min(0), column: z.number().int().min(0) }),
  async (options, { person: key, messageId, row, column }) => {
    const { telegramId } = personOf(options, key);
    try {
      return await options.botApi.chats.press(telegramId, messageId, { row, column });
    } catch (error) {
      throw new ActionError(504, error instanceof Error ? error.message : String(error));
    }
  },
);

const outcome = action(
  z.object({
    id: z.string().min(1).max(64),
    number: id,
    outcome: z.enum(ITEM_OUTCOMES),
    comment: z.string().trim().max(1000).optional(),
    prescription: z.object({ number: z.string().trim().min(1).max(100), date: z.iso.date() }).optional(),
  }),
  ({ authority }, { id: entryId, number, ...decision }) => {
    const comment = decision.comment === undefined || decision.comment === '' ? null : decision.comment;
    authority.desk.setOutcome(entryId, number, {
      outcome: decision.outcome,
      comment,
      prescription: decision.prescription ?? null,
    });
    return {};
  },
);

const fault = action(
  z.object({ kind: z.enum(['refuse', 'incomplete', 'lose', 'delay', 'clear']) }),
  ({ authority: { faults } }, { kind }) => {
    if (kind === 'clear') faults.clear();
    else if (kind === 'refuse') faults.add({ kind: 'refuse', status: 503, retryAfter: '5' }, 1, 'POST');
    else if (kind === 'delay') faults.add({ kind: 'delay', delayMs: DELAY_MS }, 1, 'POST');
    else if (kind === 'lose') faults.add({ kind: 'lose_reply' }, 1, 'POST');
    else
      faults.add(
        {
          kind: 'incomplete',
          errors: [{ field: 'justification.facts', message: 'дополните описание фактов' }],
        },
        1,
        'POST',
      );
    return { waiting: faults.waiting() };
  },
);

/** What the page can do, by the last part of `POST /playground/api/<name>`. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries({ publish, edit, remove, say, press, outcome, fault }),
);

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Telegraf } from 'telegraf';
import type { StaffMessenger } from '../src/ports/staff-messenger.ts';
import type { DocumentTexts } from '../src/steps/needs.ts';
import type { Log } from '../src/log.ts';
import { offerGeneralMenu } from './commands.ts';
import type { BotNeeds, Desk, StaffContext } from './desk.ts';
import { approvalFeature } from './features/approval.ts';
import { digestFeature } from './features/digest.ts';
import { answersAlways, apologise, staffDoor } from './features/door.ts';
import { findingFeature } from './features/finding.ts';
import { groupDoor } from './features/group.ts';
import { helpFeature, unknownFeature } from './features/help.ts';
import { historyFeature } from './features/history.ts';
import { localeFeature } from './features/locale.ts';
import { measureFeature } from './features/measure.ts';
import { nextFeature } from './features/next.ts';
import { repliesFeature } from './features/replies.ts';
import { startFeature } from './features/start.ts';
import { createMessenger } from './messenger.ts';
import { Screen } from './screen.ts';
import { Supervisor, type SupervisorPace } from './supervisor.ts';
import { TelegramCalls } from './telegram-calls.ts';

/** A handler that takes longer is given up by telegraf and reported; steps are short, uploads may not be. */
const HANDLER_TIMEOUT_MS = 60_000;

export interface BotOptions {
  readonly token: string;
  /** Address of the Bot API, e.g. `http://127.0.0.1:8081`; absent: Telegram's own. */
  readonly apiRoot?: string;
  readonly needs: BotNeeds;
  readonly texts: DocumentTexts;
  readonly log: Log;
  /** The one group that gets counts and case numbers. */
  readonly groupChatId?: number;
  /** https address of the case pages; absent: no link buttons. */
  readonly publicUrl?: string;
  /** Telegram pushes updates to `url` with `secret` in a header, instead of being asked. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  readonly pace?: Partial<SupervisorPace>;
}

export interface Bot {
  readonly messenger: StaffMessenger;
  /** Resolves when the bot listens or keeps trying to; throws PermanentError when Telegram does not know the token. */
  start(): Promise<void>;
  /** Waits for running handlers. */
  stop(): Promise<void>;
  /** Whether Telegram has been heard lately. */
  healthy(): boolean;
  /** Why it has stopped listening for good (Telegram does not know the token), or null. */
  refused(): string | null;
  /** Handles one pushed request; refuses a wrong secret with 403. Present in webhook mode only. */
  readonly webhook: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null;
}

/** The staff bot. Nothing happens before `start`. */
export function createBot(options: BotOptions): Bot {
  const telegram = options.apiRoot === undefined ? {} : { apiRoot: options.apiRoot };
  const bot = new Telegraf<StaffContext>(options.token, {
    handlerTimeout: HANDLER_TIMEOUT_MS,
    telegram: { ...telegram, webhookReply: false },
  });
  const calls = new TelegramCalls(bot.telegram, options.log);
  const desk: Desk = {
    needs: options.needs,
    texts: options.texts,
    log: options.log,
    screen: new Screen(calls, options.log),
    publicUrl: linkable(options.publicUrl ?? null, options.log),
    groupChatId: options.groupChatId ?? null,
  };
  addFeatures(bot, desk, calls);
  const supervisor = new Supervisor({
    calls,
    clock: options.needs.clock,
    log: options.log,
    handle: (update) => bot.handleUpdate(update),
    // telegraf would ask by itself, and keep a failed answer for good.
    meet: (me) => {
      bot.botInfo = me;
    },
    onReady: () => offerGeneralMenu(calls, options.texts),
    webhook: options.webhook ?? null,
    ...(options.pace === undefined ? {} : { pace: options.pace }),
  });
  return {
    messenger: createMessenger(desk),
    start: () => supervisor.start(),
    stop: () => supervisor.stop(),
    healthy: () => supervisor.healthy(),
    refused: () => supervisor.refused(),
    webhook: options.webhook === undefined ? null : webhookOf(bot, supervisor, options.webhook),
  };
}

function addFeatures(bot: Telegraf<StaffContext>, desk: Desk, calls: TelegramCalls): void {
  bot.catch((error, ctx) => apologise(desk, ctx, error));
  bot.use(groupDoor(desk), staffDoor(desk, calls), answersAlways(desk));
  bot.use(startFeature(desk, calls), helpFeature(desk, calls), localeFeature(desk, calls));
  bot.use(
    nextFeature(desk),
    findingFeature(desk),
    measureFeature(desk),
    approvalFeature(desk),
    digestFeature(desk),
    historyFeature(desk),
  );
  bot.use(repliesFeature(desk), unknownFeature(desk));
}

/** Telegram refuses a whole message for one button whose address it does not like, such as `http://localhost`. */
function linkable(publicUrl: string | null, log: Log): string | null {
  if (publicUrl === null) return null;
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null;
  if (url !== null && url.protocol === 'https:' && url.hostname.includes('.')) return publicUrl;
  log.warn({ publicUrl }, 'no link buttons: the public address is not an https address that Telegram takes');
  return null;
}

/** telegraf's own receiver checks method, path and secret; the path is the one that Telegram was told. */
function webhookOf(
  bot: Telegraf<StaffContext>,
  supervisor: Supervisor,
  webhook: { readonly url: string; readonly secret: string },
): NonNullable<Bot['webhook']> {
  const receive = bot.webhookCallback(new URL(webhook.url).pathname, { secretToken: webhook.secret });
  return async (request, response) => await supervisor.follow(receive(request, response));
}

import { badRequest, conflict } from '../api-error.ts';
import { type Call, flagField, integerField, isRecord, structureField, textField } from '../call.ts';
import type { BotCommand } from '../telegram-types.ts';
import { allowedUpdatesOf, type Method } from './needs.ts';

const MAX_COMMANDS = 100;
const MAX_UPDATES = 100;
const MAX_POLL_SECONDS = 50;

const getUpdates: Method = (call, needs, signal) => {
  if (needs.state.webhook !== null) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  const allowed = allowedUpdatesOf(call);
  if (allowed !== null) needs.updates.allow(allowed);
  const limit = integerField(call, 'limit') ?? MAX_UPDATES;
  const timeoutSeconds = integerField(call, 'timeout') ?? 0;
  return needs.updates.poll({
    offset: integerField(call, 'offset') ?? 0,
    limit: limit >= 1 && limit <= MAX_UPDATES ? limit : MAX_UPDATES,
    timeoutMs: Math.min(Math.max(timeoutSeconds, 0), MAX_POLL_SECONDS) * 1000,
    signal,
  });
};

const setWebhook: Method = (call, needs) => {
  const url = textField(call, 'url') ?? '';
  if (flagField(call, 'drop_pending_updates')) needs.updates.confirmAll();
  const secretToken = textField(call, 'secret_token') ?? null;
  if (secretToken !== null && !/^[\w-]{1,256}$/u.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const allowed = allowedUpdatesOf(call);
  if (allowed !== null) needs.updates.allow(allowed);
  needs.webhook.set(url, secretToken, integerField(call, 'max_connections') ?? 40);
  return true;
};

const deleteWebhook: Method = (call, needs) => {
  if (flagField(call, 'drop_pending_updates')) needs.updates.confirmAll();
  needs.webhook.set('', null, 40);
  return true;
};

/** `all_private_chats/kk`, `chat:77/`, …: commands are kept by scope and language. */
function commandsKey(call: Call): string {
  const scope = structureField(call, 'scope');
  const type = isRecord(scope) && typeof scope.type === 'string' ? scope.type : 'default';
  const chat = isRecord(scope) && scope.chat_id !== undefined ? `:${JSON.stringify(scope.chat_id)}` : '';
  const user = isRecord(scope) && scope.user_id !== undefined ? `:${JSON.stringify(scope.user_id)}` : '';
  return `${type}${chat}${user}/${languageOf(call)}`;
}

function languageOf(call: Call): string {
  const language = textField(call, 'language_code') ?? '';
  if (language !== '' && !/^[a-z]{2}$/u.test(language)) throw badRequest('LANGUAGE_CODE_INVALID');
  return language;
}

function command(given: unknown): BotCommand {
  if (!isRecord(given) || typeof given.command !== 'string' || typeof given.description !== 'string') {
    throw badRequest("can't parse commands: expected an Array of BotCommand");
  }
  const name = given.command.replace(/^\//u, '');
  if (!/^[a-z0-9_]{1,32}$/u.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  if (given.description.length < 1 || given.description.length > 256) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return { command: name, description: given.description };
}

const setMyCommands: Method = (call, needs) => {
  const list = structureField(call, 'commands');
  if (!Array.isArray(list)) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (list.length > MAX_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands = list.map(command);
  needs.state.commit({
    kind: 'commands',
    key: commandsKey(call),
    commands: commands.length === 0 ? null : commands,
  });
  return true;
};

const deleteMyCommands: Method = (call, needs) => {
  needs.state.commit({ kind: 'commands', key: commandsKey(call), commands: null });
  return true;
};

/** setMyName, setMyDescription and setMyShortDescription differ in the field only. */
function setText(field: string, maxLength: number): Method {
  return (call, needs) => {
    const text = textField(call, field) ?? '';
    if (text.length > maxLength) throw badRequest(`${field} is too long`);
    needs.state.commit({ kind: 'profile', key: `${field}/${languageOf(call)}`, text });
    return true;
  };
}

function getText(field: string, otherwise: string): Method {
  return (call, { state }) => {
    const own = state.profile.get(`${field}/${languageOf(call)}`);
    return { [field]: own ?? state.profile.get(`${field}/`) ?? otherwise };
  };
}

const menuButton: Method = () => ({ type: 'commands' });
const accepted: Method = () => true;

export const BOT_METHODS: Readonly<Record<string, Method>> = {
  getMe: (_call, { state }) => ({
    ...state.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }),
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo: (_call, { webhook }) => webhook.info(),
  setMyCommands,
  deleteMyCommands,
  getMyCommands: (call, { state }) => state.commands.get(commandsKey(call)) ?? [],
  setMyName: setText('name', 64),
  getMyName: getText('name', 'Qyraghy'),
  setMyDescription: setText('description', 512),
  getMyDescription: getText('description', ''),
  setMyShortDescription: setText('short_description', 120),
  getMyShortDescription: getText('short_description', ''),
  setChatMenuButton: accepted,
  getChatMenuButton: menuButton,
  logOut: accepted,
  close: accepted,
};

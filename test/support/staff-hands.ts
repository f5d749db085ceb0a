import type { ChatMessage } from '../../sandbox/bot-api/message-view.ts';
import type { Outside } from '../../cli/demo/outside.ts';
import { until } from './until.ts';

/** What one person of the staff does and sees in the chat with the bot. */
export interface Hands {
  readonly id: number;
  /** All messages of the bot, oldest first, in their latest state. */
  seen(): readonly ChatMessage[];
  say(text: string, replyTo?: number): number;
  /** Waits for a message of the bot whose text or caption matches. */
  waitFor(
    pattern: RegExp,
    options?: { readonly after?: number; readonly timeoutMs?: number },
  ): Promise<ChatMessage>;
  /** Presses the newest button whose data matches; waits for it to appear, gives the toast. */
  press(data: RegExp, options?: { readonly timeoutMs?: number }): Promise<string>;
  /** Presses this very button, gives the toast. */
  pressButton(button: { readonly messageId: number; readonly data: string }): Promise<string>;
  /** Buttons on screen now whose data matches, newest message first. */
  buttons(data: RegExp): readonly { readonly messageId: number; readonly data: string }[];
}

const WAIT_MS = 30_000;

/** Text or caption of a message. */
export function wordsOf(message: ChatMessage): string {
  return message.text ?? message.caption ?? '';
}

/** Gives a person's hands in the sandbox chat; adds the user to it. */
export function handsOf(
  outside: Outside,
  person: { readonly id: number; readonly name: string; readonly languageCode?: string },
): Hands {
  const { chats } = outside.botApi;
  chats.addUser({ id: person.id, firstName: person.name, languageCode: person.languageCode ?? 'ru' });
  const seen = (): readonly ChatMessage[] =>
    chats.messages(person.id).filter((message) => message.from === 'bot');
  const buttons = (data: RegExp): readonly { readonly messageId: number; readonly data: string }[] =>
    [...seen()]
      .reverse()
      .flatMap((message) =>
        message.keyboard
          .flat()
          .flatMap((button) =>
            button.callback_data !== undefined && data.test(button.callback_data)
              ? [{ messageId: message.id, data: button.callback_data }]
              : [],
          ),
      );
  const pressButton = async (button: {
    readonly messageId: number;
    readonly data: string;
  }): Promise<string> => (await chats.press(person.id, button.messageId, button.data)).text ?? '';
  return {
    id: person.id,
    pressButton,
    seen,
    buttons,
    say: (text, replyTo) => chats.sendText(person.id, text, replyTo === undefined ? {} : { replyTo }),
    waitFor: (pattern, options = {}) =>
      until(
        () =>
          seen().findLast((message) => message.id > (options.after ?? 0) && pattern.test(wordsOf(message))),
        {
          what: `${person.name} sees ${pattern}; the chat is:\n${seen().map(wordsOf).join('\n---\n').slice(-3000)}`,
          timeoutMs: options.timeoutMs ?? WAIT_MS,
        },
      ),
    press: async (data, options = {}) => {
      const button = await until(() => buttons(data)[0], {
        what: `${person.name} sees a button ${data}`,
        timeoutMs: options.timeoutMs ?? WAIT_MS,
      });
      return await pressButton(button);
    },
  };
}

import { Api } from 'telegram';
import type { Post } from '../../domain/post.ts';

/** Longest name of a reaction, answer or preview field that is kept; each is far shorter in earnest. */
const FIELD_CHARS_MAX = 2_000;
/** Kinds of reaction kept of one post; a channel allows about a hundred. */
const REACTIONS_MAX = 100;

type Extras = Pick<Post, 'forwards' | 'reactions' | 'poll' | 'webPage' | 'contact'>;

/** What hangs on a post besides its text, links and files; fields that it does not have are left out. */
export function attachmentsOf(messages: readonly Api.Message[]): Extras {
  const media = messages.flatMap((message) => (message.media ? [message.media] : []));
  const forwards = messages.find((message) => message.forwards !== undefined && message.forwards !== null);
  const reactions = messages.flatMap(reactionsOf).slice(0, REACTIONS_MAX);
  const poll = media.find((one) => one instanceof Api.MessageMediaPoll);
  const contact = media.find((one) => one instanceof Api.MessageMediaContact);
  const webPage = media.map(webPageOf).find((page) => page !== null);
  return {
    ...(forwards?.forwards === undefined ? {} : { forwards: forwards.forwards }),
    ...(reactions.length === 0 ? {} : { reactions }),
    ...(poll === undefined ? {} : { poll: pollOf(poll) }),
    ...(webPage ? { webPage } : {}),
    ...(contact === undefined ? {} : { contact: contactOf(contact) }),
  };
}

function reactionsOf(message: Api.Message): { reaction: string; count: number }[] {
  return (message.reactions?.results ?? []).flatMap(({ reaction, count }) => {
    if (reaction instanceof Api.ReactionEmoji) return [{ reaction: reaction.emoticon, count }];
    if (reaction instanceof Api.ReactionCustomEmoji)
      return [{ reaction: `emoji:${reaction.documentId.toString()}`, count }];
    return reaction instanceof Api.ReactionPaid ? [{ reaction: 'paid', count }] : [];
  });
}

function pollOf({ poll }: Api.MessageMediaPoll): NonNullable<Post['poll']> {
  return {
    question: cut(poll.question.text),
    answers: poll.answers.map((answer) => cut(answer.text.text)),
  };
}

/** A page that the server has not looked at yet has nothing to show; it comes as an edit later. */
function webPageOf(media: Api.TypeMessageMedia): NonNullable<Post['webPage']> | null {
  if (!(media instanceof Api.MessageMediaWebPage) || !(media.webpage instanceof Api.WebPage)) return null;
  const { url, siteName, title, description } = media.webpage;
  return {
    url,
    siteName: siteName ? cut(siteName) : null,
    title: title ? cut(title) : null,
    description: description ? cut(description) : null,
  };
}

function contactOf(card: Api.MessageMediaContact): NonNullable<Post['contact']> {
  const digits = card.phoneNumber.replace(/[\s()-]/g, '');
  return {
    phone: cut(/^\d/.test(digits) ? `+${digits}` : digits),
    name: cut([card.firstName, card.lastName].filter(Boolean).join(' ')),
  };
}

function cut(text: string): string {
  return text.slice(0, FIELD_CHARS_MAX);
}

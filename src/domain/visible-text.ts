import type { Post } from './post.ts';

/** Between the text of a post and what else a reader sees of it. */
const BREAK = '\n\n';

/**
 * All words that a reader of the post sees, in one text: its own text first (so that offsets into it stay), then poll, page
 * preview, contact card, buttons, names of files, and what was read in its pictures. Detection, masks and the card use this text.
 */
export function visibleText(
  post: Pick<Post, 'text' | 'links' | 'media' | 'poll' | 'webPage' | 'contact' | 'pictureText'>,
): string {
  const { poll, webPage, contact } = post;
  const labels = post.links.flatMap((link) => (link.label === undefined ? [] : [link.label]));
  const files = post.media.flatMap((medium) => (medium.fileName === null ? [] : [medium.fileName]));
  const more = [
    poll === undefined ? '' : [poll.question, ...poll.answers].join('\n'),
    webPage === undefined
      ? ''
      : [webPage.siteName, webPage.title, webPage.description].filter(Boolean).join('\n'),
    contact === undefined ? '' : `${contact.name} ${contact.phone}`,
    labels.join('\n'),
    files.join('\n'),
    post.pictureText ?? '',
  ];
  return [post.text, ...more.filter((part) => part.trim() !== '')].join(BREAK);
}

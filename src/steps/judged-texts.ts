import type { FindingState } from '../domain/finding.ts';
import type { Post } from '../domain/post.ts';
import { visibleText } from '../domain/visible-text.ts';
import type { JudgedFinding } from '../ports/memory.ts';
import { POST_SEAL } from './keep-post.ts';
import type { Needs } from './needs.ts';

/** What the state of a finding says of its post: an offer, no offer, or nobody has decided. */
export const VERDICT_OF: Readonly<Record<FindingState, 'offer' | 'no_violation' | 'undecided'>> = {
  new: 'undecided',
  postponed: 'undecided',
  qualified: 'offer',
  closed: 'offer',
  redirected: 'offer',
  dismissed: 'no_violation',
};

/** Findings read at a time: their texts are unsealed in memory. */
const PAGE = 200;

/** A finding with the words of its post, unsealed for the program only: nothing of it is printed or stored. */
export interface JudgedPost {
  readonly finding: JudgedFinding;
  readonly post: Post;
  readonly text: string;
}

/** Every finding in the order of ids, page by page. */
export async function* judgedPosts(needs: Pick<Needs, 'memory' | 'box'>): AsyncGenerator<JudgedPost> {
  for (let after = 0; ; ) {
    const page = await needs.memory.read.learning.judged(after, PAGE);
    for (const finding of page) {
      const json = new TextDecoder().decode(needs.box.open(POST_SEAL, finding.post.sealedContent));
      const post = JSON.parse(json) as Post;
      yield { finding, post, text: visibleText(post) };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermanentError } from '../../src/domain/failure.ts';
import { momentText } from '../../src/evidence/moment-text.ts';
import { postPage } from '../../src/evidence/post-page.ts';
import { markedParts, textRuns } from '../../src/evidence/post-text.ts';
import { onePost, oneRequest } from './sample-capture.ts';

const settings = { tool: 'Chromium 1', fonts: [] };

describe('the page of a captured post', () => {
  it('is the same for the same request', () => {
    assert.equal(postPage(oneRequest(), settings), postPage(oneRequest(), settings));
  });

  it('holds no markup from outside, in any field', () => {
    const evil = '"><script>x</script>';
    const post = onePost({
      url: `https://t.me/${evil}/1`,
      text: evil,
      author: evil,
      forwardedFrom: { title: evil, url: evil },
      links: [{ url: `javascript:${evil}`, start: 0, end: 3, how: 'hidden' }],
      media: [
        { kind: 'document', mimeType: evil, sizeBytes: 1, fileName: evil },
        { kind: 'photo', mimeType: 'image/svg+xml', sizeBytes: 1, fileName: null, data: 'PHN2Zz4=' },
        { kind: 'photo', mimeType: 'image/png', sizeBytes: 1, fileName: null, data: `AAAA${evil}` },
      ],
    });

    const html = postPage(oneRequest({ post, channelTitle: evil }), { ...settings, tool: evil });

    assert.doesNotMatch(html, /<script|<img|svg\+xml;base64|javascript:"/u);
    assert.ok(html.includes('&quot;&gt;&lt;script&gt;x&lt;/script&gt;'));
  });

  it('cuts the text at marks and links and loses nothing', () => {
    const text = 'аб🔥вгд';
    const runs = textRuns(
      text,
      [
        { start: 1, end: 3 },
        { start: -5, end: 1 },
        { start: 5, end: 999 },
      ],
      [{ url: 'u', start: 0, end: 5, how: 'hidden' }],
    );

    assert.equal(runs.map((run) => run.text).join(''), text);
    assert.ok(
      runs.every((run) => !/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(run.text)),
      'no half of a pair',
    );
    assert.equal(
      runs
        .filter((run) => run.marked)
        .map((run) => run.text)
        .join('|'),
      'а|б🔥|гд',
    );
    assert.equal(runs.filter((run) => run.linkEnds).length, 1);
  });

  it('joins overlapping marks in the list of fragments', () => {
    assert.deepEqual(
      markedParts('0123456789', [
        { start: 5, end: 8 },
        { start: 0, end: 2 },
        { start: 6, end: 9 },
      ]),
      ['01', '5678'],
    );
  });

  it('writes a moment with its offset and zone, also before the change of zone', () => {
    assert.equal(
      momentText('2026-11-19T16:04:09Z', 'Asia/Almaty'),
      '19.11.2026 21:04:09 (UTC+05:00, Asia/Almaty)',
    );
    assert.equal(
      momentText('2023-06-01T19:00:00Z', 'Asia/Almaty'),
      '02.06.2023 01:00:00 (UTC+06:00, Asia/Almaty)',
    );
    assert.equal(momentText('2026-01-01T00:00:00Z', 'UTC'), '01.01.2026 00:00:00 (UTC+00:00, UTC)');
    assert.throws(() => momentText('yesterday', 'Asia/Almaty'), PermanentError);
    assert.throws(() => momentText(new Date(0), 'Asia/Nowhere'), PermanentError);
  });
});

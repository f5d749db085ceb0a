import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Secret } from '../../src/config/secret.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { createLog } from '../../src/log.ts';

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ level: 'info', name: 'test', destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

it('writes one JSON object a line, with the level by name, the time and the fields beside the message', () => {
  const line = JSON.parse(linesOf((log) => log.info({ findingId: 7 }, 'A finding was opened'))) as Record<
    string,
    unknown
  >;

  assert.equal(line['level'], 'info');
  assert.equal(line['name'], 'test');
  assert.equal(line['findingId'], 7);
  assert.equal(line['msg'], 'A finding was opened');
  assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT/u);
});

it('lets no secret, phone, session or text of a post through, wherever it comes from', () => {
  const token = '1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
  const written = linesOf((log) => {
    log.info(
      { password: 'hunter2', session: '1BQANOTEuMTA4', text: 'ставки на спорт', phone: '+77011234567' },
      'fields',
    );
    log.info(
      { account: { phone: '+77011234567', session: '1BQANOTEuMTA4', code: 'hunter2' } },
      'one level down',
    );
    log.info({ token: new Secret('hunter2'), other: new Secret('hunter2') }, 'secrets by type');
    log.error(
      {
        err: new Error(
          `connect failed: postgres://qyraghy:hunter2@db:5432/x via https://api.telegram.org/bot${token}/getMe`,
        ),
      },
      'error',
    );
    log.error(
      { err: new PermanentError('flood', 'call +7 701 123-45-67 or +7 (701) 123 45 67') },
      'error with a phone',
    );
  });

  for (const leak of ['hunter2', '1BQANOTEuMTA4', 'ставки', token, '1234567', '123-45-67', '123 45 67']) {
    assert.ok(!written.includes(leak), `${leak} leaked: ${written}`);
  }
  assert.match(written, /"reason":"flood"/u);
  assert.match(written, /postgres:\/\/qyraghy:\[secret\]@db/u);
});

it('shows the cause of an error', () => {
  const written = linesOf((log) =>
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'),
  );

  assert.match(written, /"cause":\{"type":"Error","message":"inner"/u);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceRefusedError } from '../../src/domain/source.ts';
import { parseTelegramAddress } from '../../src/sources/telegram/address.ts';

const CHANNELS: readonly (readonly [typed: string, username: string])[] = [
  ['@zhanga_qala', 'zhanga_qala'],
  ['  @Casino77  ', 'Casino77'],
  ['t.me/zhanga_qala', 'zhanga_qala'],
  ['http://t.me/zhanga_qala/', 'zhanga_qala'],
  ['https://t.me/zhanga_qala/123', 'zhanga_qala'],
  ['https://t.me/zhanga_qala/12/345?single', 'zhanga_qala'],
  ['https://t.me/s/zhanga_qala', 'zhanga_qala'],
  ['https://t.me/s/zhanga_qala?before=40', 'zhanga_qala'],
  ['https://telegram.me/zhanga_qala', 'zhanga_qala'],
  ['https://www.telegram.dog/zhanga_qala', 'zhanga_qala'],
  ['https://zhanga-qala.t.me'.replace('-', '_'), 'zhanga_qala'],
  ['zhanga_qala.t.me/12', 'zhanga_qala'],
  ['tg://resolve?domain=zhanga_qala', 'zhanga_qala'],
  ['tg://resolve?domain=zhanga_qala&post=12', 'zhanga_qala'],
  ['tg:resolve?domain=zhanga_qala', 'zhanga_qala'],
];

const REFUSED: readonly (readonly [typed: string, reason: string])[] = [
  ['https://t.me/+AbCdEf0123456789', 'private_invite'],
  ['https://t.me/joinchat/AAAAAEkk2WdoDrB4-Q8-gg', 'private_invite'],
  ['t.me/JoinChat/AAAAAEkk2WdoDrB4-Q8-gg', 'private_invite'],
  ['tg://join?invite=AbCdEf0123456789', 'private_invite'],
  ['https://t.me/c/1234567890/12', 'private_link'],
  ['tg://privatepost?channel=1234567890&post=12', 'private_link'],
  ['https://t.me/+77010000000', 'is_user'],
  ['tg://resolve?phone=77010000000', 'is_user'],
  ['https://t.me/addstickers/Animals', 'unsupported'],
  ['https://t.me/proxy?server=a&port=1', 'unsupported'],
  ['https://example.kz/page', 'unsupported'],
  ['https://evil.t.me.example.kz/name', 'unsupported'],
  ['https://nott.me/zhanga_qala', 'unsupported'],
  ['ftp://t.me/zhanga_qala', 'unsupported'],
  ['tg://settings', 'unsupported'],
  ['', 'not_an_address'],
  ['   ', 'not_an_address'],
  ['hello', 'not_an_address'],
  ['@ab', 'not_an_address'],
  ['@1abc', 'not_an_address'],
  ['@name_', 'not_an_address'],
  ['@қырағы', 'not_an_address'],
  ['https://t.me/', 'not_an_address'],
  ['https://t.me/s/', 'not_an_address'],
  ['https://t.me/a b', 'not_an_address'],
  [`@${'a'.repeat(600)}`, 'not_an_address'],
];

for (const [typed, username] of CHANNELS) {
  test(`reads the channel name out of ${JSON.stringify(typed)}`, () => {
    assert.deepEqual(parseTelegramAddress(typed), { username });
  });
}

for (const [typed, reason] of REFUSED) {
  test(`refuses ${JSON.stringify(typed.slice(0, 60))} as ${reason}`, () => {
    assert.throws(
      () => parseTelegramAddress(typed),
      (error) => error instanceof SourceRefusedError && error.reason === reason,
    );
  });
}

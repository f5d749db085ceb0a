import assert from 'node:assert/strict';
import { createPublicKey, sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { Secret } from '../../src/config/secret.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';

const KEY = new Secret(Buffer.alloc(32, 1).toString('base64'));
const OTHER = new Secret(Buffer.alloc(32, 2).toString('hex'));
const text = Buffer.from('сессия · құпия');

describe('the sealed box', () => {
  it('opens what it sealed, also after a restart, and hides it', () => {
    const sealed = createSealedBox(KEY).seal('session', text);

    assert.deepEqual(Buffer.from(createSealedBox(KEY).open('session', sealed)), text);
    assert.ok(!Buffer.from(sealed).includes(text.subarray(0, 8)));
    assert.equal(sealed[0], 1);
  });

  it('takes the key in hexadecimal and in base64 alike', () => {
    const bytes = Buffer.alloc(32, 9);
    const sealed = createSealedBox(new Secret(bytes.toString('hex'))).seal('p', text);

    assert.deepEqual(
      Buffer.from(createSealedBox(new Secret(bytes.toString('base64url'))).open('p', sealed)),
      text,
    );
    assert.throws(() => createSealedBox(new Secret('short')), { reason: 'bad_master_key' });
  });

  it('never seals the same thing the same way', () => {
    const box = createSealedBox(KEY);

    assert.notDeepEqual(box.seal('session', text), box.seal('session', text));
  });

  it('refuses another key, another purpose, and each changed byte', () => {
    const box = createSealedBox(KEY);
    const sealed = box.seal('session', text);

    assert.throws(() => createSealedBox(OTHER).open('session', sealed), { reason: 'wrong_master_key' });
    assert.throws(() => box.open('post', sealed), { reason: 'wrong_master_key' });
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(() => box.open('session', changed), { reason: 'wrong_master_key' }, `byte ${index}`);
    }
    assert.throws(() => box.open('session', sealed.subarray(0, 20)), { reason: 'wrong_master_key' });
  });

  it('hashes by its key: equal for equal texts, different by purpose and by key', () => {
    const box = createSealedBox(KEY);

    assert.equal(box.keyedHash('post', 'мәтін'), createSealedBox(KEY).keyedHash('post', 'мәтін'));
    assert.match(box.keyedHash('post', 'мәтін'), /^[0-9a-f]{64}$/u);
    const hashes = [
      box.keyedHash('post', 'мәтін'),
      box.keyedHash('author', 'мәтін'),
      createSealedBox(OTHER).keyedHash('post', 'мәтін'),
    ];
    assert.equal(new Set(hashes).size, 3);
  });

  it('gives the same signing key for the same purpose, and its public half verifies', () => {
    const box = createSealedBox(KEY);
    const signature = sign(null, text, box.signingKeyPem('audit'));

    assert.ok(verify(null, text, createPublicKey(createSealedBox(KEY).publicKeyPem('audit')), signature));
    assert.ok(!verify(null, text, createPublicKey(box.publicKeyPem('other')), signature));
    assert.match(box.publicKeyPem('audit'), /BEGIN PUBLIC KEY/u);
  });
});

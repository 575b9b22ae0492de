import { createDecipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { tampered } from '../../../../simulator/wire/tampering.ts';
import { at, lane, payment, type Json, type Lane } from '../../../support/simulator.ts';

/** The blocks of the plaintext, padding included and nothing checked. */
function blocksOf({ material }: Lane, message: Json): readonly string[] {
  const envelope = at(message, 'SaleToPOIRequest');
  const bytes = (...path: string[]) => Buffer.from(String(at(envelope, ...path)), 'base64');
  const iv = material.messageIv(bytes('SecurityTrailer', 'Nonce'));
  const decipher = createDecipheriv('aes-256-cbc', material.cipherKey, iv).setAutoPadding(false);
  return decipher.update(bytes('NexoBlob'), undefined, 'hex').match(/.{32}/g) ?? [];
}

it('flipPadding spoils one block and makes the padding impossible, and leaves the rest as it was', async () => {
  const till = await lane();
  const message: Json = JSON.parse(till.seal(payment('S1')));
  const [before, after] = [blocksOf(till, message), blocksOf(till, tampered(message, 'flipPadding'))];
  expect(after.slice(0, -2)).toEqual(before.slice(0, -2));
  expect(after.at(-1)?.slice(0, 30)).toBe(before.at(-1)?.slice(0, 30));
  expect(parseInt(after.at(-1)?.slice(30) ?? '', 16)).toBeGreaterThan(0x80);
});

it('flipBlob spoils the first two blocks and leaves the padding right', async () => {
  const till = await lane();
  const message: Json = JSON.parse(till.seal(payment('S1')));
  const [before, after] = [blocksOf(till, message), blocksOf(till, tampered(message, 'flipBlob'))];
  expect(after.slice(0, 2)).not.toEqual(before.slice(0, 2));
  expect(after.slice(2)).toEqual(before.slice(2));
});

it('leaves a message in the clear alone', () => {
  expect(tampered(payment('S1'), 'corruptHmac')).toEqual(payment('S1'));
});

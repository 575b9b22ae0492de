import { describe, expect, it } from 'vitest';
import { at } from '../support/simulator.ts';
import { opened, SEALED } from './sealed-targets.ts';

const text = JSON.stringify(SEALED);
const untouched = opened(Buffer.from(text));

/** Whether the message opens with its text changed. What opens then is what was sealed, under the header that it had. */
function opens(changed: string): boolean {
  const result = opened(Buffer.from(changed));
  if (result?.kind !== 'verified') return false;
  expect([JSON.parse(changed), result]).toEqual([SEALED, untouched]);
  return true;
}

const MEMBERS = {
  NexoBlob: ['NexoBlob'],
  Nonce: ['SecurityTrailer', 'Nonce'],
  Hmac: ['SecurityTrailer', 'Hmac'],
} as const;
type Member = keyof typeof MEMBERS;
const NAMES = Object.keys(MEMBERS) as Member[];

const base64Of = (member: Member) => String(at(SEALED, 'SaleToPOIResponse', ...MEMBERS[member]));
const bytesOf = (member: Member) => Buffer.from(base64Of(member), 'base64');
const withBytes = (member: Member, bytes: Buffer) =>
  text.replace(JSON.stringify(base64Of(member)), JSON.stringify(bytes.toString('base64')));

describe('a sealed answer', () => {
  it('opens as it is', () => {
    expect(untouched?.kind).toBe('verified');
  });

  it.each(NAMES)('does not open with a bit of %s flipped, at any offset', (member) => {
    const bytes = bytesOf(member);
    for (const offset of bytes.keys()) {
      const flipped = Buffer.from(bytes);
      flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (offset % 8));
      expect(opens(withBytes(member, flipped))).toBe(false);
    }
  });

  it.each(NAMES)('does not open with %s cut at any offset, or drawn out', (member) => {
    const bytes = bytesOf(member);
    for (const offset of bytes.keys()) expect(opens(withBytes(member, bytes.subarray(0, offset)))).toBe(false);
    for (const length of [1, 15, 16, 32]) {
      expect(opens(withBytes(member, Buffer.concat([bytes, Buffer.alloc(length)])))).toBe(false);
      expect(opens(withBytes(member, Buffer.concat([Buffer.alloc(length), bytes])))).toBe(false);
    }
  });

  it('cut at any offset is no answer, and with any character replaced it is the same answer or none', () => {
    for (let offset = 0; offset < text.length; offset += 1) {
      expect(opens(text.slice(0, offset))).toBe(false);
      for (const by of ['\u0000', '"', 'A', '\\']) opens(text.slice(0, offset) + by + text.slice(offset + 1));
    }
  });
});

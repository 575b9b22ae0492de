import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../errors.ts';
import { createServiceID, parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from '../../../protocol/ids.ts';
import { poiid, randomBytes } from '../../arbitraries/ids.ts';

describe.each([
  {
    name: 'ServiceID',
    parse: parseServiceID,
    code: 'ERR_INPUT_SERVICEID',
    good: ['1', 'A0000001Z9', 'aZ09'],
    bad: ['', '1234567890AB', 'A-1', 'A 1', 'A\n', '\u00c4'],
  },
  {
    name: 'SaleID',
    parse: parseSaleID,
    code: 'ERR_INPUT_SALEID',
    good: ['TILL-01', 'Kasse 1', 'K\u00f6ln \u{1f6d2}', 'x'.repeat(128)],
    bad: ['', 'x'.repeat(129), 'TILL\n01', 'TILL\u0000'],
  },
  {
    name: 'POIID',
    parse: parsePOIID,
    code: 'ERR_INPUT_POIID',
    good: ['V400m-324688179', 'S1E-000150123456789', 'TG300-G10M257M70004', 'P400Plus-275102806'],
    bad: ['V400m', 'V400m-', '-324688179', 'V400m-324-688', 'V400m-324688179\n', 'V400m-32468817.', ' V400m-324688179'],
  },
  {
    name: 'TransactionId',
    parse: parseTransactionId,
    code: 'ERR_INPUT_TRANSACTIONID',
    good: ['018f5e6e-7a3b-7c3d-9e1f-2b3c4d5e6f70', 'order:1.2_3', '0', 'x'.repeat(64)],
    bad: ['', '-1', '.', 'x'.repeat(65), 'a b', 'a/b', '../a'],
  },
])('$name', ({ name, parse, code, good, bad }) => {
  test.each(good)('takes %j', (id) => expect(parse(id)).toBe(id));

  test.each([...bad, undefined, null, 1, {}, ['V400m-324688179']])('refuses %j', (id) => {
    expect(() => parse(id)).toThrow(InputError);
    expect(() => parse(id)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(`^${name}: expected`) }),
    );
  });
});

describe('any id', () => {
  test('of a terminal is taken as it is', () => {
    fc.assert(
      fc.property(poiid, (id) => {
        expect(parsePOIID(id)).toBe(id);
      }),
    );
  });

  test('that is refused is quoted short and on one line', () => {
    const long = `${'x'.repeat(500)}\n`;
    for (const parse of [parseServiceID, parsePOIID, parseTransactionId, parseSaleID]) {
      expect(() => parse(long)).toThrow(/^[^\n]{1,200}$/);
    }
  });
});

describe('a new ServiceID', () => {
  test('is one that a terminal takes, whatever the bytes', () => {
    fc.assert(
      fc.property(randomBytes, (random) => {
        const id = createServiceID(random);
        expect(id).toMatch(/^[0-9A-Z]{10}$/);
        expect(parseServiceID(id)).toBe(id);
      }),
    );
  });

  test('follows from its bytes: 0 to 9, then A to Z, then again', () => {
    expect(createServiceID(() => Uint8Array.from([0, 9, 10, 35, 36, 71, 72, 251, 35, 0]))).toBe('09AZ0Z0ZZ0');
  });

  test('draws again for a byte that would favour some letters', () => {
    const draws = [Uint8Array.from([252, 253, 254, 255, 255, 255, 255, 255, 255, 1]), new Uint8Array(9).fill(2)];
    const asked: number[] = [];
    const id = createServiceID((length) => {
      asked.push(length);
      return draws.shift() ?? new Uint8Array(length);
    });
    expect(id).toBe('1222222222');
    expect(asked).toEqual([10, 9]);
  });

  test('has each letter equally often over all byte values', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 252; byte += 1) {
      const letter = createServiceID((length) => new Uint8Array(length).fill(byte)).charAt(0);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(36);
    expect(new Set(counts.values())).toEqual(new Set([7]));
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPOITransactionID } from '../../../../protocol/fields/poi-transaction-id.ts';

const TimeStamp = '2026-05-04T10:15:33.120Z';

test.each([
  ['Bx4N001777889731004.QWERTY1234567890', 'Bx4N001777889731004', 'QWERTY1234567890'],
  ['a.b.QWERTY1234567890', 'a.b', 'QWERTY1234567890'],
  ['Bx4N001777889731004', 'Bx4N001777889731004', undefined],
  ['Bx4N001777889731004.', 'Bx4N001777889731004', undefined],
  ['.QWERTY1234567890', '', 'QWERTY1234567890'],
])('%j is split at its last dot', (TransactionID, tenderReference, pspReference) => {
  const read = readPOITransactionID({ TransactionID, TimeStamp });
  expect(read).toStrictEqual({ TransactionID, TimeStamp, tenderReference, ...(pspReference && { pspReference }) });
});

test('both members are kept verbatim', () => {
  const odd = { TransactionID: ' a . b ', TimeStamp: '2026-05-04T12:15:33+02:00 ' };
  expect(readPOITransactionID(odd)).toMatchObject(odd);
});

test.each([
  undefined,
  null,
  'a.b',
  1,
  [],
  {},
  { TransactionID: 'a.b' },
  { TimeStamp },
  { TransactionID: '', TimeStamp },
])('%j is none', (value) => expect(readPOITransactionID(value)).toBeUndefined());

test('reading is total', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(() => readPOITransactionID(value)).not.toThrow();
    }),
  );
  fc.assert(
    fc.property(fc.record({ TransactionID: fc.anything(), TimeStamp: fc.anything() }), (value) => {
      expect(() => readPOITransactionID(value)).not.toThrow();
    }),
  );
});

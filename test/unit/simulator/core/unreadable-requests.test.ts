import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { additionalResponse } from '../../../../simulator/messages/text-encoding.ts';
import { abort, header, message, payment, status, type Json } from '../../../support/simulator.ts';
import { CoreBench } from '../../../support/terminal/terminal-core.ts';
import {
  balanceBody,
  cardAcquisition,
  input,
  print,
  SCREEN,
  storedValue,
} from '../../../support/messages/terminal-messages.ts';

const GOOD: readonly Json[] = [
  payment('S1', { saleToAcquirerData: 'tenderOption=AskGratuity' }),
  status('Q1', 'S1'),
  abort('A1', 'S1'),
  message(header('Diagnosis', 'D1'), {}),
  message(header('Reversal', 'R1'), {
    OriginalPOITransaction: { POITransactionID: { TransactionID: 'A.B', TimeStamp: '2026-05-04T10:15:30.000Z' } },
    ReversalReason: 'CustCancel',
    ReversedAmount: 1,
    SaleData: { SaleTransactionID: { TransactionID: 'A', TimeStamp: 'B' }, SaleToAcquirerData: 'currency=EUR' },
  }),
  cardAcquisition('C1'),
  message(header('BalanceInquiry', 'B1'), balanceBody({ number: '6036280000000000001' })),
  storedValue('V1', [{ StoredValueTransactionType: 'Load', ItemAmount: 1, Currency: 'EUR' }]),
  message(header('EnableService', 'E1'), { TransactionAction: 'AbortTransaction', DisplayOutput: SCREEN }),
  message(header('Display', 'X1'), { DisplayOutput: [SCREEN] }),
  input('I1', 'GetMenuEntry', { MenuEntry: [{ OutputFormat: 'Text', OutputText: [{ Text: 'A' }] }] }),
  print('P1'),
];

/** The object with one member, somewhere in it, replaced. */
function withMemberReplaced(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (typeof value !== 'object' || value === null || step === undefined) return by;
  const entries = Object.entries(value);
  const at = entries.length === 0 ? 0 : step % entries.length;
  return Object.fromEntries(
    entries.map(([key, member], index) => [key, index === at ? withMemberReplaced(member, rest, by) : member]),
  );
}

it('repeats what it read also when that has no percent encoding: half a surrogate pair', () => {
  expect(additionalResponse({ errors: 'field \ud800Request: Missing' }, 'form')).toBe(
    'errors=field%20%ef%bf%bdRequest%3a%20Missing',
  );
});

const anything = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.double());

it('answers whatever comes exactly once, and never throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GOOD),
      fc.array(fc.nat({ max: 9 }), { maxLength: 7 }),
      anything,
      (good, path, by) => {
        const bench = new CoreBench();
        const reply = bench.send(withMemberReplaced(good, path, by));
        bench.advance(200_000);
        expect(reply()).toBeDefined();
        expect(bench.timersArmed).toEqual([]);
      },
    ),
    { seed: 42, numRuns: 2000 },
  );
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readBalanceInquiry } from '../../protocol/messages/balance-inquiry.ts';
import { readCardAcquisition } from '../../protocol/messages/card-acquisition.ts';
import { readDisplay } from '../../protocol/messages/device/display.ts';
import { readEnableService } from '../../protocol/messages/enable-service.ts';
import { readInput } from '../../protocol/messages/device/input-answer.ts';
import type { InputRequestInput } from '../../protocol/messages/device/input-question.ts';
import { readPrint } from '../../protocol/messages/device/print.ts';
import { readStoredValue } from '../../protocol/messages/stored-value.ts';

const Response = fc.record(
  {
    Result: fc.oneof(fc.constantFrom('Success', 'Failure', 'Partial'), fc.jsonValue()),
    ErrorCondition: fc.jsonValue(),
    AdditionalResponse: fc.jsonValue(),
  },
  { requiredKeys: ['Result'] },
);
const almost = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(Object.entries(members).map(([name, value]) => [name, fc.oneof(value, fc.jsonValue())])),
    { requiredKeys: [] },
  );

const body = fc.oneof(
  fc.jsonValue(),
  almost({
    Response,
    POIData: almost({ POITransactionID: fc.jsonValue() }),
    PaymentInstrumentData: almost({
      CardData: almost({
        EntryMode: fc.jsonValue(),
        PaymentToken: almost({ TokenValue: fc.jsonValue() }),
        MaskedPan: fc.jsonValue(),
      }),
    }),
    PaymentBrand: fc.jsonValue(),
    PaymentAccountStatus: almost({ CurrentBalance: fc.double(), Currency: fc.constant('EUR') }),
    StoredValueResult: fc.array(almost({ ItemAmount: fc.double(), Currency: fc.constant('EUR') })),
    PaymentReceipt: fc.jsonValue(),
    OutputResult: fc.oneof(almost({ Response }), fc.array(almost({ Response }))),
    InputResult: almost({
      Response,
      Input: almost({
        ConfirmedFlag: fc.jsonValue(),
        TextInput: fc.jsonValue(),
        DigitInput: fc.jsonValue(),
        FunctionKey: fc.jsonValue(),
        Password: fc.jsonValue(),
        MenuEntryNumber: fc.array(fc.integer({ min: -1, max: 4 })),
      }),
    }),
  }),
);

const question = 'a';
const QUESTIONS: readonly InputRequestInput[] = [
  { command: 'GetConfirmation', question, cancelLabel: 'No', confirmLabel: 'Yes' },
  { command: 'TextString', question },
  { command: 'DigitString', question },
  { command: 'DecimalString', question },
  { command: 'GetMenuEntry', question, entries: ['A', 'B', 'C'] },
  { command: 'GetSignature', question },
  { command: 'GetPhoneNumber', question },
  { command: 'GetRating', question },
  { command: 'Password', question },
  { command: 'GetFunctionKey', question },
];

it('the readers of every category are total, and return valid amounts and choices or none', () => {
  fc.assert(
    fc.property(body, fc.constantFrom(...QUESTIONS), (anything, asked) => {
      const balances = [
        readBalanceInquiry(anything)?.balance,
        ...(readStoredValue(anything)?.rows ?? []).flatMap(({ amount, balance }) => [amount, balance]),
      ].filter((amount) => amount !== undefined);
      for (const { value } of balances) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      readCardAcquisition(anything);
      readEnableService(anything);
      readDisplay(anything);
      readPrint(anything);
      const answer = readInput(anything, asked);
      if (answer?.kind === 'chosen') {
        expect(new Set(answer.chosen).size).toBe(answer.chosen.length);
        expect(answer.chosen.every((index) => index >= 0 && index < 3)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

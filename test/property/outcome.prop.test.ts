import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CONDITIONS } from '../../protocol/messages/response.ts';
import { readTransactionStatus } from '../../protocol/messages/transaction-status.ts';
import { readNotification } from '../../protocol/messages/notifications.ts';
import { classifyResponse } from '../../protocol/codec.ts';
import { readDiagnosis } from '../../protocol/messages/diagnosis.ts';
import { readResponseResult, type AskedFor } from '../../protocol/response-result.ts';
import { SettledResultJsonSchema, settledResultToJson } from '../../protocol/index.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../protocol/ids.ts';

const asked: AskedFor = { category: 'Payment', ServiceID: 'A0000001Z9', amount: { currency: 'EUR', value: 1 } };
const earlier = {
  MessageCategory: 'Payment',
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('V400m-324688179'),
} as const;

const almostAPaymentResult = fc.record(
  {
    AmountsResp: fc.record({
      AuthorizedAmount: fc.oneof(fc.constantFrom(0.01, 1, '2.50'), fc.jsonValue()),
      TipAmount: fc.jsonValue(),
      Currency: fc.oneof(fc.constant('EUR'), fc.jsonValue()),
    }),
    PaymentInstrumentData: fc.record({
      CardData: fc.record({
        MaskedPan: fc.oneof(fc.constantFrom('4111111111111111', '541333 **** 9999'), fc.jsonValue()),
        EntryMode: fc.jsonValue(),
        PaymentToken: fc.jsonValue(),
      }),
    }),
    CurrencyConversion: fc.array(fc.record({ ConvertedAmount: fc.jsonValue(), Rate: fc.jsonValue() })),
    CapturedSignature: fc.record({
      SignaturePoint: fc.array(fc.record({ X: fc.constantFrom('1', 'FFFF', 'x'), Y: fc.constantFrom('2', 'FFFF') })),
    }),
    AuthenticationMethod: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const almostAResponse = fc.record(
  {
    Response: fc.record(
      {
        Result: fc.oneof(fc.constantFrom('Success', 'Failure', 'Partial', 'failure'), fc.jsonValue()),
        ErrorCondition: fc.oneof(fc.constantFrom(...ERROR_CONDITIONS, 'Communication timeout'), fc.jsonValue()),
        AdditionalResponse: fc.oneof(fc.string(), fc.base64String(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
    SaleData: fc.jsonValue(),
    POIData: fc.oneof(fc.record({ POITransactionID: fc.jsonValue() }), fc.jsonValue()),
    PaymentResult: fc.oneof(almostAPaymentResult, fc.record({ AmountsResp: fc.jsonValue() }), fc.jsonValue()),
    StoredValueResult: fc.oneof(
      fc.array(fc.record({ ItemAmount: fc.jsonValue(), Currency: fc.constantFrom('EUR', 'JPY', 'X') })),
      fc.jsonValue(),
    ),
    LoyaltyResult: fc.jsonValue(),
    PaymentReceipt: fc.jsonValue(),
    MessageReference: fc.jsonValue(),
    RepeatedMessageResponse: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const anything = fc.oneof(fc.jsonValue(), almostAResponse);

describe('the readers', () => {
  it('are total: whatever JSON comes, an outcome or the honest answer that there is none', () => {
    fc.assert(
      fc.property(anything, (body) => {
        const verdict = readResponseResult(body, asked);
        if (verdict.kind === 'undecided') return;
        const { Result } = (body as { Response: { Result: string } }).Response;
        const claimsMoney = verdict.kind === 'approved' || verdict.kind === 'partial';
        expect(claimsMoney).toBe(/^(success|partial)$/i.test(Result.trim()));
        expect(verdict.charged).toBe(claimsMoney ? 'yes' : 'no');
        const json = settledResultToJson(verdict);
        expect(SettledResultJsonSchema.parse(json)).toStrictEqual(json);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throw on any JSON', () => {
    fc.assert(
      fc.property(anything, (body) => {
        expect(() => {
          readTransactionStatus(body, earlier, { reference: 'ORDER-1', atMs: 0 });
          readDiagnosis(body);
          readNotification({ DisplayRequest: body });
          readNotification({ EventNotification: body });
          classifyResponse(new TextEncoder().encode(JSON.stringify(body)));
        }).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => classifyResponse(bytes)).not.toThrow();
      }),
    );
  });
});

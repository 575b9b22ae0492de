import { describe, expect, it } from 'vitest';
import { readAskedTip, type AskedTip } from '../../../../protocol/payment-result/tip.ts';
import { readResponseResult } from '../../../../protocol/response-result.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const sale = (SaleToAcquirerData: string, amounts: object = {}) => ({
  SaleData: { SaleToAcquirerData },
  PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 100, ...amounts } },
});

describe('the tip that a request asks for', () => {
  it.each<[string, unknown, AskedTip | undefined]>([
    ['is the one that was agreed at the till', sale('', { TipAmount: 10 }), { askedBy: 'till', requested: eur(1000) }],
    [
      'is that one where the terminal asks as well',
      sale('tenderOption=AskGratuity', { TipAmount: 0 }),
      { askedBy: 'till', requested: eur(0) },
    ],
    [
      'is asked for on the terminal',
      sale('tenderOption=ReceiptHandler&tenderOption=AskGratuity'),
      { askedBy: 'terminal' },
    ],
    [
      'is asked for in the other encoding',
      sale(Buffer.from('{"tenderOption":"AskGratuity"}').toString('base64')),
      { askedBy: 'terminal' },
    ],
    ['cannot be read, and was asked for all the same', sale('', { TipAmount: 'ten' }), { askedBy: 'till' }],
    ['is none', sale('tenderOption=ReceiptHandler'), undefined],
    ['is none of a body that is no payment', null, undefined],
  ])('%s', (_, body, tip) => {
    expect(readAskedTip(body)).toEqual(tip);
  });
});

describe('the tip of an outcome', () => {
  const till: AskedTip = { askedBy: 'till', requested: eur(1000) };
  const result = (Result: string, AmountsResp: object, tip?: AskedTip) =>
    readResponseResult(
      {
        Response: { Result, ErrorCondition: 'Refusal' },
        PaymentResult: { AmountsResp: { Currency: 'EUR', ...AmountsResp } },
      },
      { category: 'Payment', ServiceID: 'S1', amount: eur(10_000), ...(tip && { tip }) },
    );

  it.each([
    [
      'that was given as agreed',
      'Success',
      { AuthorizedAmount: 110, TipAmount: 10 },
      till,
      { ...till, given: eur(1000) },
    ],
    ['that was changed', 'Success', { AuthorizedAmount: 105, TipAmount: 5 }, till, { ...till, given: eur(500) }],
    ['that was refused is 0', 'Success', { AuthorizedAmount: 100 }, till, { ...till, given: eur(0) }],
    ['that nobody asked for', 'Success', { AuthorizedAmount: 110, TipAmount: 10 }, undefined, { given: eur(1000) }],
    ['of a part is not known unless it is named', 'Partial', { AuthorizedAmount: 60 }, till, till],
    [
      'of a part is the one that is named',
      'Partial',
      { AuthorizedAmount: 60, TipAmount: 10 },
      till,
      { ...till, given: eur(1000) },
    ],
    ['in an amount that nothing explains is not known', 'Success', { AuthorizedAmount: 110 }, till, till],
    ['of a refusal is only what was asked for', 'Failure', {}, till, till],
    ['is absent where there was none', 'Success', { AuthorizedAmount: 100 }, undefined, undefined],
  ] as const)('%s', (_, Result, amounts, asked, tip) => {
    expect(result(Result, amounts, asked)).toEqual(
      expect.objectContaining({ charged: Result === 'Failure' ? 'no' : 'yes' }),
    );
    expect(Object(result(Result, amounts, asked)).tip).toEqual(tip);
  });
});

import { describe, expect, it } from 'vitest';
import type { ShopperPlan } from '../../../../simulator/shopper-plan.ts';
import { at, header, message, payment, paymentBody, SALE_ID } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';

const tenderOf = (body: unknown) => String(at(body, 'POIData', 'POITransactionID', 'TransactionID'));

describe('a payment', () => {
  it('is approved, charged once and answered with the tender and the psp reference', () => {
    const bench = new CoreBench();
    const body = bench.exchange(payment('S1'));
    expect(verdictOf(body)).toBe('Success');
    expect(at(body, 'PaymentResult', 'AmountsResp')).toEqual({ AuthorizedAmount: 12.34, Currency: 'EUR' });
    expect(tenderOf(body)).toMatch(/^[A-Z0-9]{19}\.[A-Z0-9]{16}$/);
    expect(bench.ledger).toMatchObject([
      {
        kind: 'charge',
        ServiceID: 'S1',
        SaleID: SALE_ID,
        amount: { currency: 'EUR', value: 1234 },
        reference: 'ORDER-1',
      },
    ]);
    expect(tenderOf(body)).toContain(`.${bench.ledger[0]?.pspReference}`);
    expect(bench.timersArmed).toEqual([]);
  });

  it('echoes the header as a Response', () => {
    const bench = new CoreBench();
    const reply = bench.send(payment('S1'));
    bench.advance(10_000);
    const got = reply();
    expect(got?.kind === 'message' && at(got.message, 'SaleToPOIResponse', 'MessageHeader')).toEqual({
      ...header('Payment', 'S1'),
      MessageType: 'Response',
    });
  });

  it('has amounts in minor units in AdditionalResponse, percent-encoded in small letters', () => {
    const text = String(at(new CoreBench().exchange(payment('S1')), 'Response', 'AdditionalResponse'));
    expect(text).toContain('posAuthAmountValue=1234&');
    expect(text).toContain('batteryLevel=81%25');
    expect(text).not.toMatch(/%[0-9]?[A-F]/);
  });

  it('answers in base64 JSON when the request wrote its SaleToAcquirerData so', () => {
    const saleToAcquirerData = Buffer.from(JSON.stringify({ tenderOption: 'ReceiptHandler' })).toString('base64');
    const body = new CoreBench().exchange(payment('S1', { amount: 1.24, saleToAcquirerData }));
    const text = Buffer.from(String(at(body, 'Response', 'AdditionalResponse')), 'base64').toString();
    expect(JSON.parse(text)).toMatchObject({
      additionalData: { pspReference: expect.stringMatching(/^[A-Z0-9]{16}$/) },
      message: 'NOT_ENOUGH_BALANCE',
      refusalReason: '210 Not enough balance',
    });
  });

  it('carries both receipts, each line in form pairs', () => {
    const body = new CoreBench().exchange(payment('S1'));
    const receipts = at(body, 'PaymentReceipt');
    expect(receipts).toMatchObject([{ DocumentQualifier: 'CashierReceipt' }, { DocumentQualifier: 'CustomerReceipt' }]);
    expect(JSON.stringify(receipts)).toContain('name=TOTAL&value=EUR%2012.34&key=totalAmount');
  });

  it.each([
    [1.24, 'EUR', 'Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'],
    [101.24, 'EUR', 'Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'],
    [11.25, 'EUR', 'Refusal', '199 Card blocked', 'BLOCK_CARD'],
    [1.26, 'EUR', 'Refusal', '228 Card expired', 'CARD_EXPIRED'],
    [1.27, 'EUR', 'Refusal', '214 Declined online', 'INVALID_AMOUNT'],
    [1.28, 'EUR', 'InvalidCard', '214 Declined online', 'INVALID_CARD'],
    [1.34, 'EUR', 'WrongPIN', '129 Invalid online PIN', 'INVALID_PIN'],
    [1.23, 'EUR', 'Refusal', 'Declined', 'DECLINED'],
    [1124, 'JPY', 'Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'],
    [5.124, 'KWD', 'Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'],
  ])('of %d %s ends as %s, %s', (amount, currency, condition, refusalReason, text) => {
    const bench = new CoreBench();
    const body = bench.exchange(payment('S1', { amount, currency }));
    expect(verdictOf(body)).toBe(condition);
    expect(pairsOf(body)).toMatchObject({ refusalReason, message: text });
    expect(tenderOf(body)).toContain('.');
    expect(at(body, 'PaymentResult', 'AmountsResp')).toBeUndefined();
    expect(at(body, 'PaymentReceipt')).toBeUndefined();
    expect(bench.ledger).toEqual([]);
  });

  it.each([[1], [1.2], [12.4], [124], [1.2e1]])('of %d EUR is approved: the ending counts in minor units', (amount) => {
    expect(verdictOf(new CoreBench().exchange(payment('S1', { amount })))).toBe('Success');
  });

  it.each<[ShopperPlan['does'], string, string]>([
    ['cancels', 'Cancel', '108 Shopper cancelled tx'],
    ['removesCard', 'Cancel', 'CANCELLED'],
    ['neverPresents', 'Cancel', '126 Shopper did not present card'],
  ])('whose shopper %s ends as %s with the tender reference alone', (does, condition, text) => {
    const bench = new CoreBench({ shopper: { does } });
    const body = bench.exchange(payment('S1'));
    expect(verdictOf(body)).toBe(condition);
    expect(pairsOf(body)['message']).toBe(text);
    expect(tenderOf(body)).toMatch(/^[A-Z0-9]{19}$/);
    expect(bench.ledger).toEqual([]);
  });

  it('gives up after 120 s without a card, and not before', () => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const reply = bench.send(payment('S1'));
    bench.advance(119_999);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Cancel');
  });

  it('with a wrong PIN is refused by the host', () => {
    const body = new CoreBench({ shopper: { does: 'entersWrongPin' } }).exchange(payment('S1'));
    expect(verdictOf(body)).toBe('WrongPIN');
    expect(tenderOf(body)).toContain('.');
  });

  it.each<[NonNullable<ShopperPlan['host']>, string, string | undefined]>([
    ['approves', 'Success', undefined],
    [{ refuses: '214 Declined online' }, 'Refusal', 'INVALID_AMOUNT'],
    [{ refuses: 'Not today' }, 'Refusal', 'NOT_TODAY'],
  ])('gets the planned answer of the host, %j, whatever the amount', (host, verdict, text) => {
    const bench = new CoreBench();
    bench.handle({ kind: 'nextShopper', plan: { does: 'presentsCard', host } });
    const body = bench.exchange(payment('S1', { amount: 11.26 }));
    expect(verdictOf(body)).toBe(verdict);
    expect(pairsOf(body)['message']).toBe(text);
    expect(bench.ledger).toHaveLength(host === 'approves' ? 1 : 0);
  });

  it('takes the shoppers in line one after the other, then the usual one', () => {
    const bench = new CoreBench();
    bench.handle({ kind: 'nextShopper', plan: { does: 'cancels' } });
    bench.handle({ kind: 'nextShopper', plan: { does: 'removesCard' } });
    const verdicts = ['S1', 'S2', 'S3'].map((id) => pairsOf(bench.exchange(payment(id)))['message']);
    expect(verdicts).toEqual(['108 Shopper cancelled tx', 'CANCELLED', undefined]);
  });

  it('obeys a shopper who acts earlier than planned', () => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const reply = bench.send(payment('S1'));
    bench.handle({ kind: 'shopperActs', plan: { does: 'presentsCard' } });
    bench.advance(500);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
  });

  it.each<[string, Partial<ShopperPlan>, object, number]>([
    ['accepts it', {}, { AuthorizedAmount: 156.75, Currency: 'EUR', TipAmount: 14.25 }, 15_675],
    ['gives another one', { tip: 500 }, { AuthorizedAmount: 147.5, Currency: 'EUR', TipAmount: 5 }, 14_750],
    ['refuses it', { tip: 0 }, { AuthorizedAmount: 142.5, Currency: 'EUR' }, 14_250],
  ])('adds the tip that was agreed at the till, where the shopper %s', (_, plan, amounts, charged) => {
    const bench = new CoreBench({ shopper: { does: 'presentsCard', ...plan } });
    const AmountsReq = { Currency: 'EUR', RequestedAmount: 142.5, TipAmount: 14.25 };
    const body = bench.exchange(
      message(header('Payment', 'S1'), { ...paymentBody(), PaymentTransaction: { AmountsReq } }),
    );
    expect(at(body, 'PaymentResult', 'AmountsResp')).toEqual(amounts);
    expect(pairsOf(body)['posOriginalAmountValue']).toBe('14250');
    expect(bench.ledger[0]?.amount).toEqual({ currency: 'EUR', value: charged });
  });

  it('refuses a tip that is no amount', () => {
    const AmountsReq = { Currency: 'EUR', RequestedAmount: 142.5, TipAmount: 14.255 };
    const request = message(header('Payment', 'S1'), { ...paymentBody(), PaymentTransaction: { AmountsReq } });
    expect(JSON.stringify(new CoreBench().send(request)())).toContain('field%20TipAmount%3a%20Invalid');
  });

  it('adds the tip to what is charged, when asked for and given', () => {
    const bench = new CoreBench({ shopper: { does: 'presentsCard', tip: 150 } });
    const asked = bench.exchange(
      payment('S1', { saleToAcquirerData: 'tenderOption=ReceiptHandler&tenderOption=AskGratuity' }),
    );
    expect(at(asked, 'PaymentResult', 'AmountsResp')).toEqual({
      AuthorizedAmount: 13.84,
      Currency: 'EUR',
      TipAmount: 1.5,
    });
    expect(pairsOf(asked)['posAmountGratuityValue']).toBe('150');
    const notAsked = bench.exchange(payment('S2'));
    expect(at(notAsked, 'PaymentResult', 'AmountsResp')).toEqual({ AuthorizedAmount: 12.34, Currency: 'EUR' });
    expect(bench.ledger.map(({ amount }) => amount.value)).toEqual([1384, 1234]);
  });

  it.each([
    ['the amount asks for it', 1.39, undefined, 69],
    ['the card has less', 12.34, 1000, 1000],
  ])('is approved in part when %s and the till allows it', (_, amount, balance, charged) => {
    const bench = new CoreBench({ shopper: { does: 'presentsCard', ...(balance !== undefined && { balance }) } });
    const body = bench.exchange(
      payment('S1', { amount, saleToAcquirerData: 'tenderOption=AllowPartialAuthorisation' }),
    );
    expect(verdictOf(body)).toBe('Partial');
    expect(at(body, 'PaymentResult', 'AmountsResp', 'AuthorizedAmount')).toBe(charged / 100);
    expect(bench.ledger).toMatchObject([{ kind: 'charge', amount: { value: charged } }]);
  });

  it('is refused where a partial approval is not allowed', () => {
    const bench = new CoreBench({ shopper: { does: 'presentsCard', balance: 1000 } });
    expect(pairsOf(bench.exchange(payment('S1')))['refusalReason']).toBe('210 Not enough balance');
  });

  it('of type Refund asks for a card and gives money back, for no charge in particular', () => {
    const bench = new CoreBench();
    const body = bench.exchange(payment('S1', { amount: 1.24, refund: true }));
    expect(verdictOf(body)).toBe('Success');
    expect(bench.effects).toContainEqual({ kind: 'presented', ServiceID: 'S1' });
    expect(at(body, 'PaymentResult', 'AmountsResp')).toEqual({ AuthorizedAmount: 1.24, Currency: 'EUR' });
    expect(bench.ledger).toMatchObject([{ kind: 'reversal', amount: { value: 124 } }]);
    expect(bench.ledger[0]).not.toHaveProperty('originalPspReference');
  });

  it('of type Refund that the shopper cancels gives nothing back', () => {
    const bench = new CoreBench({ shopper: { does: 'cancels' } });
    expect(verdictOf(bench.exchange(payment('S1', { refund: true })))).toBe('Cancel');
    expect(bench.ledger).toEqual([]);
  });

  it.each([
    [
      'Currency',
      { PaymentTransaction: { AmountsReq: { RequestedAmount: 1 } } },
      '.PaymentTransaction.AmountsReq, field Currency: Missing',
    ],
    ['SaleData', { SaleData: undefined }, ', field SaleData: Missing'],
    [
      'a TimeStamp',
      { SaleData: { SaleTransactionID: { TransactionID: 'A' } } },
      '.SaleData.SaleTransactionID, field TimeStamp: Missing',
    ],
    [
      'a text in SaleToAcquirerData',
      { SaleData: { ...Object(paymentBody()['SaleData']), SaleToAcquirerData: { tenderOption: 'AskGratuity' } } },
      '.SaleData, field SaleToAcquirerData: Expected JSON string',
    ],
    [
      'decimals that the currency has',
      { PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 1.234 } } },
      '.PaymentTransaction.AmountsReq, field RequestedAmount: Invalid',
    ],
  ])('without %s is a MessageFormat failure that names it', (_, change, line) => {
    const bench = new CoreBench();
    const body = bench.exchange(message(header('Payment', 'S1'), { ...paymentBody(), ...change }));
    expect(verdictOf(body)).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toBe(`At SaleToPOIRequest.PaymentRequest${line}`);
    expect(bench.ledger).toEqual([]);
  });

  it('for another POIID is refused, by a failure or by a Reject event', () => {
    const wrong = message(header('Payment', 'S1', { POIID: 'V400m-111111111' }), paymentBody());
    const bench = new CoreBench();
    expect(verdictOf(bench.exchange(wrong))).toBe('MessageFormat');
    bench.settings = { ...bench.settings, wrongPOIID: 'reject' };
    const reply = bench.send(wrong)();
    expect(
      reply?.kind === 'message' && at(reply.message, 'SaleToPOIRequest', 'EventNotification', 'EventToNotify'),
    ).toBe('Reject');
    bench.advance(10_000);
    expect(bench.ledger).toEqual([]);
  });
});

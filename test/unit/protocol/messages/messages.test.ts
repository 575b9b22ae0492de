import { describe, expect, it } from 'vitest';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { abortRequest } from '../../../../protocol/messages/abort.ts';
import { readDiagnosis } from '../../../../protocol/messages/diagnosis.ts';
import { readNotification } from '../../../../protocol/messages/notifications.ts';
import { paymentRequest } from '../../../../protocol/messages/payment.ts';
import { reversalRequest } from '../../../../protocol/messages/reversal.ts';

const atMs = Date.UTC(2026, 4, 4, 10, 15, 30);

describe('a Payment', () => {
  it('has the members of reference 4.1, money in major units', () => {
    expect(paymentRequest({ reference: 'ORDER-1001', atMs, amount: { currency: 'EUR', value: 1234 } })).toEqual({
      SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '2026-05-04T10:15:30.000Z' } },
      PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 12.34 } },
    });
  });

  it('carries what was asked for and nothing else', () => {
    expect(
      paymentRequest({
        reference: 'R',
        atMs,
        amount: { currency: 'JPY', value: 1000 },
        tip: { currency: 'JPY', value: 100 },
        paymentType: 'Refund',
        operatorId: 'emp-12',
        saleToAcquirerData: 'tenderOption=AskGratuity',
        allowedPaymentBrands: ['visa'],
        cardAcquisition: { TransactionID: 'acq', TimeStamp: 't' },
      }),
    ).toMatchObject({
      SaleData: { OperatorID: 'emp-12', SaleToAcquirerData: 'tenderOption=AskGratuity' },
      PaymentTransaction: {
        AmountsReq: { Currency: 'JPY', RequestedAmount: 1000, TipAmount: 100 },
        TransactionConditions: { AllowedPaymentBrand: ['visa'] },
      },
      PaymentData: { PaymentType: 'Refund', CardAcquisitionReference: { TransactionID: 'acq', TimeStamp: 't' } },
    });
  });
});

it('a Payment that continues with an acquired card repeats the two members that name it, and no other', () => {
  // As it comes out of an outcome: with more than the request may carry.
  const cardAcquisition = { TransactionID: 'A.B', TimeStamp: 'T', tenderReference: 'A', pspReference: 'B' };
  const body = paymentRequest({ reference: 'R', atMs, amount: { currency: 'EUR', value: 1 }, cardAcquisition });
  expect(body.PaymentData).toEqual({ CardAcquisitionReference: { TransactionID: 'A.B', TimeStamp: 'T' } });
});

describe('a Reversal', () => {
  const original = { TransactionID: 'Bx4N001777889731004.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };

  it('of everything names the original verbatim and no amount', () => {
    expect(reversalRequest({ reference: 'R1', atMs, original, reason: 'MerchantCancel' })).toEqual({
      OriginalPOITransaction: { POITransactionID: original },
      ReversalReason: 'MerchantCancel',
      SaleData: { SaleTransactionID: { TransactionID: 'R1', TimeStamp: '2026-05-04T10:15:30.000Z' } },
    });
  });

  it('of a part says how much, in major units', () => {
    const body = reversalRequest({
      reference: 'R1',
      atMs,
      original,
      reason: 'CustCancel',
      amount: { currency: 'EUR', value: 400 },
    });
    expect(body).toMatchObject({ ReversedAmount: 4 });
  });
});

it('an Abort names the running request completely', () => {
  const running = {
    MessageCategory: 'Payment',
    SaleID: parseSaleID('TILL-01'),
    ServiceID: parseServiceID('A0000001Z9'),
    POIID: parsePOIID('S1F2-000158213605011'),
  } as const;
  expect(abortRequest(running)).toEqual({
    AbortReason: 'MerchantAbort',
    MessageReference: { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: 'A0000001Z9' },
  });
});

describe('a Diagnosis', () => {
  it('reports the condition of the terminal', () => {
    expect(
      readDiagnosis({
        Response: { Result: 'Success', AdditionalResponse: 'batteryLevel=81%25&unconfirmedBatchCount=0' },
        POIStatus: { GlobalStatus: 'ok', CommunicationOKFlag: 'true', PrinterStatus: 'PaperLow' },
      }),
    ).toEqual({
      ok: true,
      globalStatus: 'OK',
      printerStatus: 'PaperLow',
      communicationOk: true,
      details: { batteryLevel: '81%', unconfirmedBatchCount: '0' },
    });
  });

  it('reports that a terminal which is well does not reach the platform', () => {
    const read = (HostStatus: unknown) =>
      readDiagnosis({
        Response: { Result: 'Success' },
        POIStatus: { GlobalStatus: 'OK', CommunicationOKFlag: true },
        HostStatus,
      });
    const host = (IsReachableFlag: unknown) => ({ AcquirerID: '0', IsReachableFlag });
    expect(read([host(false)])).toMatchObject({ ok: true, communicationOk: true, platformReached: false });
    expect(read([host(true), host('false')])).toMatchObject({ platformReached: false });
    expect(read([host(true), {}, 7])).toMatchObject({ platformReached: true });
    expect(read(host(false))).toMatchObject({ platformReached: false });
    for (const nothing of [undefined, [], [{}], 'x']) expect(read(nothing)).not.toHaveProperty('platformReached');
  });

  it('of a busy or failing terminal is not ok', () => {
    expect(readDiagnosis({ Response: { Result: 'Success' }, POIStatus: { GlobalStatus: 'Busy' } })).toMatchObject({
      ok: false,
    });
    expect(readDiagnosis({ Response: { Result: 'Failure', ErrorCondition: 'Busy' } })).toMatchObject({
      ok: false,
      errorCondition: 'Busy',
    });
    expect(readDiagnosis({})).toBeUndefined();
  });
});

describe('a notification', () => {
  const display = (ReferenceID: unknown) => ({
    DisplayRequest: {
      DisplayOutput: [{ Device: 'CashierDisplay', OutputContent: { PredefinedContent: { ReferenceID } } }],
    },
  });

  it('of the display reports the event, with members in any order and case', () => {
    expect(
      readNotification(
        display('timestamp=2026-05-04T10%3a15%3a33.000Z&Event=TENDER_FINAL&RESULT=APPROVED&TransactionID=Bx4N'),
      ),
    ).toEqual({
      kind: 'display',
      event: 'TENDER_FINAL',
      result: 'APPROVED',
      transactionId: 'Bx4N',
      timeStamp: '2026-05-04T10:15:33.000Z',
    });
  });

  it('about the terminal reports the event and its details as received', () => {
    const EventNotification = { EventToNotify: 'SaleWakeUp', TimeStamp: 't', EventDetails: 'reference_id=9876' };
    expect(readNotification({ EventNotification })).toEqual({
      kind: 'event',
      event: 'SaleWakeUp',
      timeStamp: 't',
      details: 'reference_id=9876',
    });
  });

  it.each([
    [{}],
    [display(7)],
    [display('no event here')],
    [{ DisplayRequest: {} }],
    [{ EventNotification: {} }],
    [null],
  ])('that says nothing is none: %j', (message) => {
    expect(readNotification(message)).toBeUndefined();
  });
});

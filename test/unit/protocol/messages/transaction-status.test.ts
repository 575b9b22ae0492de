import { describe, expect, it } from 'vitest';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { readTransactionStatus, transactionStatusRequest } from '../../../../protocol/messages/transaction-status.ts';

const asked = {
  MessageCategory: 'Payment',
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('V400m-324688179'),
} as const;

const PaymentResponse = {
  Response: { Result: 'Success' },
  SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '2026-05-04T10:15:30.000Z' } },
};
const MessageHeader = {
  ProtocolVersion: '3.0',
  MessageClass: 'Service',
  MessageType: 'Response',
  ...asked,
};
const MessageReference = { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: 'A0000001Z9' };

function repeated(over: { header?: object | undefined; reference?: object | undefined; body?: object } = {}) {
  const { header = MessageHeader, reference = MessageReference, body = { PaymentResponse } } = over;
  return {
    Response: { Result: 'Success' },
    ...('reference' in over && over.reference === undefined ? {} : { MessageReference: reference }),
    RepeatedMessageResponse: {
      ...('header' in over && over.header === undefined ? {} : { MessageHeader: header }),
      RepeatedResponseMessageBody: body,
    },
  };
}

const atMs = Date.UTC(2026, 4, 4, 10, 15, 30);
const read = (body: unknown) => readTransactionStatus(body, asked, { reference: 'ORDER-1001', atMs });

describe('the answer to a TransactionStatus', () => {
  it('gives the repeated answer of the request that was asked about', () => {
    expect(read(repeated())).toEqual({ kind: 'repeated', body: PaymentResponse });
  });

  it('may leave the repeated header out when MessageReference names the request', () => {
    expect(read(repeated({ header: undefined })).kind).toBe('repeated');
  });

  it.each([
    ['repeats another ServiceID', repeated({ header: { ...MessageHeader, ServiceID: 'B0000001Z9' } })],
    ['repeats no ServiceID', repeated({ header: { ...MessageHeader, ServiceID: undefined } })],
    ['repeats another SaleID', repeated({ header: { ...MessageHeader, SaleID: 'TILL-02' } })],
    ['repeats another terminal', repeated({ header: { ...MessageHeader, POIID: 'V400m-000000000' } })],
    ['repeats another category', repeated({ header: { ...MessageHeader, MessageCategory: 'Reversal' } })],
    ['refers to another request', repeated({ reference: { ...MessageReference, ServiceID: 'B0000001Z9' } })],
    ['says nothing of which request it repeats', repeated({ header: undefined, reference: undefined })],
    ['repeats a header that cannot be read', repeated({ header: { ServiceID: 'A0000001Z9' } })],
    [
      'repeats, without a header, another sale',
      repeated({
        header: undefined,
        body: {
          PaymentResponse: { ...PaymentResponse, SaleData: { SaleTransactionID: { TransactionID: 'ORDER-9' } } },
        },
      }),
    ],
    [
      'repeats, without a header, an earlier attempt of the same sale',
      repeated({
        header: undefined,
        body: {
          PaymentResponse: {
            ...PaymentResponse,
            SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '2026-05-04T10:14:00.000Z' } },
          },
        },
      }),
    ],
    [
      'repeats, without a header, no sale at all',
      repeated({ header: undefined, body: { PaymentResponse: { Response: { Result: 'Success' } } } }),
    ],
    ['says NotFound and repeats an answer all the same', { ...repeated(), ...notFound('A0000001Z9') }],
    ['repeats a body of another category', repeated({ body: { ReversalResponse: PaymentResponse } })],
    ['has no repeated answer', { Response: { Result: 'Success' }, MessageReference }],
    ['is Busy', { Response: { Result: 'Failure', ErrorCondition: 'Busy' } }],
    ['is Partial', { Response: { Result: 'Partial' } }],
    ['is not a response', { Result: 'Success' }],
    ['is about another request and says NotFound', notFound('B0000001Z9')],
  ])('is unusable when it %s', (_, body) => {
    expect(read(body).kind).toBe('unusable');
  });

  it('says InProgress and NotFound', () => {
    expect(read({ Response: { Result: 'Failure', ErrorCondition: 'InProgress' }, MessageReference }).kind).toBe(
      'inProgress',
    );
    expect(read(notFound('A0000001Z9')).kind).toBe('notFound');
    expect(read({ Response: { Result: 'Failure', ErrorCondition: 'notfound' } }).kind).toBe('notFound');
  });
});

it('a status request names category, SaleID and ServiceID, and asks for receipts only when they are wanted', () => {
  expect(transactionStatusRequest(asked, { receipts: false })).toEqual({ MessageReference });
  expect(transactionStatusRequest(asked, { receipts: true })).toEqual({
    ReceiptReprintFlag: true,
    DocumentQualifier: ['CashierReceipt', 'CustomerReceipt'],
    MessageReference,
  });
});

function notFound(ServiceID: string) {
  return {
    Response: { Result: 'Failure', ErrorCondition: 'NotFound' },
    MessageReference: { ...MessageReference, ServiceID },
  };
}

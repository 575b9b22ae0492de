import { toWire, type Amount } from '../../protocol/money.ts';
import type { WireObject } from './responses.ts';
import type { World } from '../platform/environment.ts';

/** The Payment of a till that is no business of the one under test, in the clear. */
export function paymentOfAnotherTill(
  POIID: string,
  amount: Amount,
  { nowMs, random }: Pick<World, 'nowMs' | 'random'>,
): WireObject {
  const ServiceID = Buffer.from(random(5)).toString('hex').toUpperCase();
  return {
    SaleToPOIRequest: {
      MessageHeader: {
        ProtocolVersion: '3.0',
        MessageClass: 'Service',
        MessageCategory: 'Payment',
        MessageType: 'Request',
        SaleID: 'ANOTHER-TILL',
        ServiceID,
        POIID,
      },
      PaymentRequest: {
        SaleData: {
          SaleTransactionID: { TransactionID: `OTHER-${ServiceID}`, TimeStamp: new Date(nowMs).toISOString() },
        },
        PaymentTransaction: { AmountsReq: { Currency: amount.currency, RequestedAmount: toWire(amount) } },
      },
    },
  };
}

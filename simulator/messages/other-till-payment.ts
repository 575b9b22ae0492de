import { toWire, type Amount } from '../../protocol/money.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import { isoTime, type WireObject } from './wire-object.ts';

/** The PaymentRequest of a till other than the one under test, in the clear. */
export function paymentOfAnotherTill(
  POIID: string,
  amount: Amount,
  { nowMs, random }: { nowMs: number; random: RandomBytes },
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
          SaleTransactionID: { TransactionID: `OTHER-${ServiceID}`, TimeStamp: isoTime(nowMs) },
        },
        PaymentTransaction: { AmountsReq: { Currency: amount.currency, RequestedAmount: toWire(amount) } },
      },
    },
  };
}

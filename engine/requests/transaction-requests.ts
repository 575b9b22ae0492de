import type { ApplicationInfo } from '../../protocol/fields/sale-to-acquirer-data-schema.ts';
import type { GiftCard } from '../../protocol/messages/gift-card.ts';
import type { PaymentAmounts } from '../../protocol/messages/payment.ts';
import type { SaleDataInput } from '../../protocol/messages/sale-data.ts';
import type {
  PaymentConditionsInput,
  TransactionConditionsInput,
} from '../../protocol/messages/transaction-conditions.ts';
import type { TransactionIdentification } from '../../protocol/messages/response.ts';
import type { ReversalRequestInput } from '../../protocol/messages/reversal.ts';
import type { StoredValueItem } from '../../protocol/messages/stored-value.ts';
import type { Amount } from '../../protocol/money.ts';
import type { TransactRequest } from './transact-request.ts';
import type { SaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';

/**
 * The members that every transaction request has. A request is copied when the call is made: later changes of the caller's object
 * have no effect.
 */
export interface TransactionRequest extends SaleDataInput {
  /** POIID of the terminal, one of the engine's. */
  readonly poiid: string;
  /** Your reference for this attempt: the merchant reference in reports and webhooks. 1 to 80 characters. */
  readonly reference: string;
  /**
   * Identifies this transaction for ever: the same id with the same request is the same transaction, and is sent once. 1 to 64 letters,
   * digits or `. _ : -`. Default: a UUIDv7.
   */
  readonly id?: string | undefined;
  /** Waits in the queue when the terminal is occupied or quarantined. Default `false`: then the outcome is `notProcessed`. */
  readonly queue?: boolean | undefined;
  /** Tender options, metadata, shopper reference and the like. */
  readonly saleToAcquirerData?: Omit<SaleToAcquirerData, 'applicationInfo'> | undefined;
  /** The software and the device behind this request. Each member replaces the one that the options of the engine give. */
  readonly applicationInfo?: ApplicationInfo | undefined;
}

/** A payment to make. */
export interface PayRequest extends TransactionRequest, PaymentConditionsInput, PaymentAmounts {
  /** Integer minor units, 1 or more: EUR 10.99 is `{ currency: 'EUR', value: 1099 }`. Cash back is included, a tip is not. */
  readonly amount: Amount;
  /** SplitPaymentFlag: the bill is paid in several payments. */
  readonly splitPaymentFlag?: boolean | undefined;
  /** Continues with the card of an acquisition: `poiTransactionId` of its outcome. */
  readonly cardAcquisition?: TransactionIdentification | undefined;
  /** Pays with a gift card, or another card or barcode, that the till scanned: PaymentInstrumentData. */
  readonly giftCard?: GiftCard | undefined;
}

/** A refund of an earlier payment, which is named by one of `transaction` and `original`. */
export type RefundRequest = RefundDetails & RefundedPayment;

/** The payment that is refunded. */
export type RefundedPayment =
  | {
      /** The id of the payment, if it is in this engine's journal. */
      readonly transaction: string;
      readonly original?: undefined;
    }
  | {
      /** The POITransactionID of the payment: both members exactly as the terminal sent them. */
      readonly original: TransactionIdentification;
      readonly transaction?: undefined;
    };

/** A refund, without the payment that it belongs to. */
export interface RefundDetails extends TransactionRequest {
  /** The amount to refund, 1 or more in minor units. Default: all of it. */
  readonly amount?: Amount | undefined;
  /** Default `MerchantCancel`. */
  readonly reason?: ReversalRequestInput['reason'] | undefined;
}

/** A refund to a card that is presented, without an earlier payment (reference 5.1). Adyen must have enabled it. */
export interface UnreferencedRefundRequest extends TransactionRequest, PaymentConditionsInput {
  /** Integer minor units, 1 or more. */
  readonly amount: Amount;
  /** Continues with the card of an acquisition whose `paymentType` is `Refund`. */
  readonly cardAcquisition?: TransactionIdentification | undefined;
  /** A gift card that the till scanned. */
  readonly giftCard?: GiftCard | undefined;
}

/** Reads a card before the amount is known (reference 6.6). */
export interface AcquireCardRequest extends TransactionRequest, TransactionConditionsInput {
  /** Integer minor units, 1 or more. */
  readonly amount?: Amount | undefined;
  /** CashBackFlag: the shopper may ask for cash. */
  readonly cashBackFlag?: boolean | undefined;
  /** `Refund` before an unreferenced refund with this card. Default: a payment. */
  readonly paymentType?: 'Normal' | 'Refund' | undefined;
}

/** Activates, loads or unloads gift cards (reference 6.7). */
export interface StoredValueRequest extends TransactionRequest {
  /** The operations, one or more. */
  readonly items: readonly StoredValueItem[];
}

/** The requests, by the `type` under which the journal stores them. */
export interface RequestOfType {
  payment: PayRequest;
  refund: RefundRequest;
  unreferencedRefund: UnreferencedRefundRequest;
  cardAcquisition: AcquireCardRequest;
  storedValue: StoredValueRequest;
  transact: TransactRequest;
}

/** What a caller starts. */
export type TransactionType = keyof RequestOfType;

/** What was asked for, as the journal keeps it: how the transaction is named and whether it waits in line are not part of it. */
export type PlannedRequest = {
  [Type in TransactionType]: { readonly type: Type } & WithoutNaming<RequestOfType[Type]>;
}[TransactionType];

/** For each member of a union. */
type WithoutNaming<Request> = Request extends unknown ? Omit<Request, 'id' | 'queue'> : never;

import type { CardAcquisitionRequestInput } from '../../protocol/messages/card-acquisition.ts';
import type { TransactionIdentification } from '../../protocol/messages/response.ts';
import type { ReversalRequestInput } from '../../protocol/messages/reversal.ts';
import type { StoredValueItem } from '../../protocol/messages/stored-value.ts';
import type { Amount } from '../../protocol/money.ts';
import type { SaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';

/**
 * What every transaction is asked for with. A request is copied when the call is made: what happens to the caller's object afterwards
 * changes nothing.
 */
export interface TransactionRequest {
  /** The terminal: one of the engine's. */
  readonly poiid: string;
  /** Your reference for this attempt: the merchant reference in reports and webhooks. 1 to 80 characters. */
  readonly reference: string;
  /**
   * Names this transaction for ever: the same id with the same request gives the same transaction, and is sent once. 1 to 64 letters,
   * digits or `. _ : -`. Default: a UUIDv7.
   */
  readonly id?: string;
  /** Waits in line when the terminal is occupied or quarantined. Default `false`: then it is not processed. */
  readonly queue?: boolean;
  /** SaleData.OperatorID: 1 to 80 characters. */
  readonly operatorId?: string;
  /** Tender options, metadata, shopper reference and the like. What is said of the application is the engine's to add. */
  readonly saleToAcquirerData?: Omit<SaleToAcquirerData, 'applicationInfo'>;
}

/** A payment to make. */
export interface PayRequest extends TransactionRequest {
  /** Integer minor units, 1 or more: EUR 10.99 is `{ currency: 'EUR', value: 1099 }`. */
  readonly amount: Amount;
  /** A tip agreed at the till, in the currency of the amount. */
  readonly tip?: Amount;
  /** Payment methods to allow, for example `['visa', 'mc']`. Default: all. */
  readonly allowedPaymentBrands?: readonly string[];
  /** Continues with the card of an acquisition: `poiTransactionId` of its outcome. */
  readonly cardAcquisition?: TransactionIdentification;
}

/** Money of an earlier payment to give back. Names the payment by one of `transaction` and `original`. */
export interface RefundRequest extends TransactionRequest {
  /** The id of the payment, when it is one of this engine's journal. */
  readonly transaction?: string;
  /** The POITransactionID of the payment: both members exactly as the terminal gave them. */
  readonly original?: TransactionIdentification;
  /** What to give back, 1 or more in minor units. Default: all of it. */
  readonly amount?: Amount;
  /** Default `MerchantCancel`. */
  readonly reason?: ReversalRequestInput['reason'];
}

/** Money to give to a card that is presented, without an earlier payment (reference 5.1). Has to be activated by Adyen. */
export interface UnreferencedRefundRequest extends TransactionRequest {
  /** Integer minor units, 1 or more. */
  readonly amount: Amount;
}

/** A card to be read before it is known what will be paid (reference 6.6). */
export interface AcquireCardRequest extends TransactionRequest {
  /** Integer minor units, 1 or more. */
  readonly amount?: Amount;
  readonly tokenRequestedType?: CardAcquisitionRequestInput['tokenRequestedType'];
  readonly allowedPaymentBrands?: readonly string[];
}

/** Something to do with gift cards (reference 6.7). */
export interface StoredValueRequest extends TransactionRequest {
  /** One or more. */
  readonly items: readonly StoredValueItem[];
}

/** What can be asked for, by the `type` under which the journal keeps it. */
export interface RequestOfType {
  payment: PayRequest;
  refund: RefundRequest;
  unreferencedRefund: UnreferencedRefundRequest;
  cardAcquisition: AcquireCardRequest;
  storedValue: StoredValueRequest;
}

export type TransactionType = keyof RequestOfType;

/** What was asked for, as the journal keeps it: how the transaction is named and whether it waits in line are not part of it. */
export type PlannedRequest = {
  [Type in TransactionType]: { readonly type: Type } & Omit<RequestOfType[Type], 'id' | 'queue'>;
}[TransactionType];

import { inquiryResult, readInquiry, type InquiryDetails } from '../categories/balance-inquiry.ts';
import { acquisitionResult, readAcquisition, type AcquisitionDetails } from '../categories/card-acquisition.ts';
import type { InputDetails } from '../categories/device/input-details.ts';
import { readInput } from '../categories/device/input.ts';
import { paymentResult } from '../categories/payment/payment-result.ts';
import { payerOf, playPayment } from '../categories/payment/play-payment.ts';
import { readPayment, type PaymentDetails } from '../categories/payment/read-payment.ts';
import { readReversal, reversalResult, type ReversalDetails } from '../categories/reversal.ts';
import { readScan, type ScanDetails } from '../categories/scan-barcode.ts';
import {
  asksForCard as itemsAskForCard,
  readStoredValue,
  storedValueResult,
  type StoredValueDetails,
} from '../categories/stored-value.ts';
import { failedResult, type HeldCard, type TransactionResult } from '../categories/transaction-result.ts';
import type { Identification, SaleData } from '../messages/request-parts.ts';
import type { Read, RequestHeader } from '../messages/request-reader.ts';
import type { TransactionEnvironment } from '../platform/environment.ts';
import type { TransactionFailure } from '../platform/payment-verdict.ts';
import type { TerminalSettings } from '../settings.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { EARLY_RESULTS } from './early-results.ts';

/** A transaction with a card, or with the host alone. */
export type CardTransaction =
  | { readonly category: 'Payment'; readonly details: PaymentDetails }
  | { readonly category: 'Reversal'; readonly details: ReversalDetails }
  | { readonly category: 'CardAcquisition'; readonly details: AcquisitionDetails }
  | { readonly category: 'BalanceInquiry'; readonly details: InquiryDetails }
  | { readonly category: 'StoredValue'; readonly details: StoredValueDetails };

/** A question to the person at the terminal. */
export interface InputTransaction {
  readonly category: 'Input';
  readonly details: InputDetails;
}

/** A barcode that the person at the terminal scans. */
export interface ScanTransaction {
  readonly category: 'Admin';
  readonly details: ScanDetails;
}

/** What the terminal waits for a person with. */
export type QuestionTransaction = InputTransaction | ScanTransaction;

/** What a dialogue is about. */
export type Transaction = CardTransaction | QuestionTransaction;

const CATEGORIES: readonly string[] = [
  'Payment',
  'Reversal',
  'CardAcquisition',
  'BalanceInquiry',
  'StoredValue',
  'Input',
  'Admin',
] satisfies Transaction['category'][];

/** Whether a request of this category occupies the terminal until it is answered. */
export function startsDialogue(category: string): category is Transaction['category'] {
  return CATEGORIES.includes(category);
}

/** What TransactionStatus can repeat (reference 5.3); other categories are forgotten once they are answered. */
export function isRemembered(category: string): boolean {
  return ['Payment', 'Reversal', 'CardAcquisition', 'StoredValue'].includes(category);
}

/** The categories that the terminal accepts while it holds an acquired card (reference 6.6). */
export function isAcceptedWithCard(category: string): boolean {
  return ['Payment', 'BalanceInquiry', 'EnableService', 'Display', 'Input', 'Print'].includes(category);
}

/** Reads a request that starts a dialogue. */
export function readTransaction(
  category: Transaction['category'],
  header: RequestHeader,
  body: unknown,
  settings: TerminalSettings,
) {
  switch (category) {
    case 'Payment':
      return labelled(category, readPayment(header, body, settings));
    case 'Reversal':
      return labelled(category, readReversal(header, body));
    case 'CardAcquisition':
      return labelled(category, readAcquisition(header, body));
    case 'BalanceInquiry':
      return labelled(category, readInquiry(header, body));
    case 'StoredValue':
      return labelled(category, readStoredValue(header, body));
    case 'Input':
      return labelled(category, readInput(header, body));
    case 'Admin':
      return labelled(category, readScan(header, body));
    default:
      return category satisfies never;
  }
}

function labelled<Category, Details>(
  category: Category,
  read: Read<Details>,
): Read<{ category: Category; details: Details }> {
  return read.ok ? { ok: true, value: { category, details: read.value } } : read;
}

/** Whether the shopper has to present a card. */
export function asksForCard({ category, details }: CardTransaction): boolean {
  switch (category) {
    case 'Payment':
      return details.cardAcquisition === undefined && details.scanned === undefined;
    case 'CardAcquisition':
      return true;
    case 'BalanceInquiry':
      return details.number === undefined && details.cardAcquisition === undefined;
    case 'StoredValue':
      return itemsAskForCard(details);
    case 'Reversal':
      return false;
    default:
      return category satisfies never;
  }
}

/** Why a transaction fails before anything is on the screen. */
export function refusedAtOnce(
  transaction: CardTransaction,
  held: HeldCard | undefined,
  { hasPrinter }: TerminalSettings,
): TransactionFailure | undefined {
  if (!fitsCard(transaction, held)) return EARLY_RESULTS.wrongCard;
  if (transaction.category !== 'Payment' || hasPrinter) return undefined;
  // The till prints the receipt then (reference 4.2).
  return transaction.details.acquirerData.tenderOptions.has('ReceiptHandler') ? undefined : EARLY_RESULTS.noPrinter;
}

/** Whether a transaction fits the card that the terminal holds, or that it holds none (reference 6.6). */
function fitsCard(transaction: CardTransaction, held: HeldCard | undefined): boolean {
  const wanted = acquisitionOf(transaction);
  if (wanted === undefined) return held === undefined || !asksForCard(transaction);
  const { TransactionID, TimeStamp } = held?.POITransactionID ?? {};
  return wanted.TransactionID === TransactionID && wanted.TimeStamp === TimeStamp;
}

function acquisitionOf({ category, details }: CardTransaction): Identification | undefined {
  return category === 'Payment' || category === 'BalanceInquiry' ? details.cardAcquisition : undefined;
}

/** The result of a transaction by the host's answer; of a card acquisition, by the card that was read. */
export function completedResult(
  { category, details }: CardTransaction,
  plan: ShopperPlan,
  tender: string,
  environment: TransactionEnvironment,
): TransactionResult {
  switch (category) {
    case 'Payment':
      return playPayment(details, plan, tender, environment);
    case 'Reversal':
      return reversalResult(details, tender, environment);
    case 'CardAcquisition':
      return acquisitionResult(details, plan, tender, environment);
    case 'BalanceInquiry':
      return inquiryResult(details, plan, tender, environment);
    case 'StoredValue':
      return storedValueResult(details, plan, tender, environment);
    default:
      return category satisfies never;
  }
}

const ANY_SHOPPER: ShopperPlan = { does: 'presentsCard' };

/** The result of a transaction that never reached the host. */
export function earlyResult(
  transaction: CardTransaction,
  failure: TransactionFailure,
  tender: string,
  environment: TransactionEnvironment,
): TransactionResult {
  if (transaction.category === 'Payment') {
    const { details } = transaction;
    return paymentResult(details, { kind: 'failed', failure }, tender, environment, payerOf(details, ANY_SHOPPER));
  }
  return failedResult(saleDataOf(transaction), failure, tender, environment.nowMs);
}

function saleDataOf({ category, details }: Exclude<CardTransaction, { category: 'Payment' }>): SaleData | undefined {
  if (category === 'StoredValue') return details.saleData;
  return category === 'BalanceInquiry' ? undefined : details.request.SaleData;
}

import { endInquiry, readInquiry, type InquiryFacts } from '../categories/balance-inquiry.ts';
import { endAcquisition, readAcquisition, type AcquisitionFacts } from '../categories/card-acquisition.ts';
import { cardOf } from '../categories/card.ts';
import { refused, type Ended, type HeldCard } from '../categories/transaction-result.ts';
import { readInput, type InputFacts } from '../categories/input.ts';
import { endPayment, entryOf, readPayment, type PaymentFacts } from '../categories/payment.ts';
import type { Identification, Read, RequestHeader, SaleData } from '../messages/request-reader.ts';
import { endReversal, readReversal, type ReversalFacts } from '../categories/reversal.ts';
import type { ScreenStep } from './screen-steps.ts';
import type { InputPlan, ShopperPlan } from '../settings.ts';
import {
  asksForCard as itemsAskForCard,
  endStoredValue,
  readStoredValue,
  type StoredValueFacts,
} from '../categories/stored-value.ts';
import { hostVerdict, type PaymentFailure } from '../platform/host-verdict.ts';
import type { World } from '../platform/environment.ts';

/** What the terminal is busy with: there is at most one (reference 1.3). */
export type Dialogue = CardDialogue | EndingDialogue | InputDialogue;

/** What tells one dialogue from another. */
export interface DialogueNames {
  readonly header: RequestHeader;
  /** The HTTP exchange that waits for the answer. */
  readonly exchange: number;
  /** What the terminal calls this attempt. */
  readonly tender: string;
}

/** A dialogue about a card, or one with the host. */
export interface CardDialogue extends DialogueNames {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
  /** `presenting`: the terminal asks for the card. `authorising`: the host has been asked, there is no way back. */
  readonly phase: 'presenting' | 'authorising';
  /** What the screen shows before the terminal asks for the card, or the host; the first is shown now. */
  readonly steps: readonly ScreenStep[];
}

/** The host has answered, and what people have to do before the till hears of it is under way. */
export interface EndingDialogue extends DialogueNames {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
  readonly phase: 'ending';
  readonly ended: Ended;
  readonly steps: readonly ScreenStep[];
}

/** A question to the person at the terminal. */
export interface InputDialogue extends DialogueNames {
  readonly transaction: { readonly category: 'Input'; readonly facts: InputFacts };
  readonly plan: InputPlan;
  readonly phase: 'asking';
}

export type CardTransaction =
  | { readonly category: 'Payment'; readonly facts: PaymentFacts }
  | { readonly category: 'Reversal'; readonly facts: ReversalFacts }
  | { readonly category: 'CardAcquisition'; readonly facts: AcquisitionFacts }
  | { readonly category: 'BalanceInquiry'; readonly facts: InquiryFacts }
  | { readonly category: 'StoredValue'; readonly facts: StoredValueFacts };

export type Transaction = Dialogue['transaction'];

const CATEGORIES: readonly string[] = [
  'Payment',
  'Reversal',
  'CardAcquisition',
  'BalanceInquiry',
  'StoredValue',
  'Input',
] satisfies Transaction['category'][];

/** Whether a request of this category holds the terminal until it is answered. */
export function startsDialogue(category: string): category is Transaction['category'] {
  return CATEGORIES.includes(category);
}

/** A request that starts a dialogue, or what is wrong with it. */
export function readTransaction(category: Transaction['category'], header: RequestHeader, body: unknown) {
  switch (category) {
    case 'Payment':
      return named(category, readPayment(header, body));
    case 'Reversal':
      return named(category, readReversal(header, body));
    case 'CardAcquisition':
      return named(category, readAcquisition(header, body));
    case 'BalanceInquiry':
      return named(category, readInquiry(header, body));
    case 'StoredValue':
      return named(category, readStoredValue(header, body));
    case 'Input':
      return named(category, readInput(header, body));
    default:
      return category satisfies never;
  }
}

function named<Category, Facts>(category: Category, read: Read<Facts>): Read<{ category: Category; facts: Facts }> {
  return read.ok ? { ok: true, value: { category, facts: read.value } } : read;
}

/** Whether the shopper has to present a card. */
export function asksForCard({ category, facts }: CardTransaction): boolean {
  switch (category) {
    case 'Payment':
      return facts.cardAcquisition === undefined;
    case 'CardAcquisition':
      return true;
    case 'BalanceInquiry':
      return facts.number === undefined && facts.cardAcquisition === undefined;
    case 'StoredValue':
      return itemsAskForCard(facts);
    case 'Reversal':
      return false;
    default:
      return category satisfies never;
  }
}

/** Whether a transaction goes together with the card that is in the terminal, or with there being none (reference 6.6). */
export function fitsCard(transaction: CardTransaction, held: HeldCard | undefined): boolean {
  const wanted = acquisitionOf(transaction);
  if (wanted === undefined) return held === undefined || !asksForCard(transaction);
  const { TransactionID, TimeStamp } = held?.POITransactionID ?? {};
  return wanted.TransactionID === TransactionID && wanted.TimeStamp === TimeStamp;
}

function acquisitionOf({ category, facts }: CardTransaction): Identification | undefined {
  return category === 'Payment' || category === 'BalanceInquiry' ? facts.cardAcquisition : undefined;
}

/** The end of a transaction by the host's answer; of a card acquisition by reading the card. */
export function endByHost({ transaction, plan, tender }: CardDialogue, world: World): Ended {
  const { category, facts } = transaction;
  switch (category) {
    case 'Payment': {
      const { isRefund, acquirerData } = facts;
      const verdict = hostVerdict(facts.asked, { isRefund, tenderOptions: acquirerData.tenderOptions }, plan);
      return endPayment(facts, verdict, tender, world, cardOf(plan, entryOf(facts, plan)));
    }
    case 'Reversal':
      return endReversal(facts, world.book, tender, world);
    case 'CardAcquisition':
      return endAcquisition(facts, plan, tender, world);
    case 'BalanceInquiry':
      return endInquiry(facts, plan, tender, world);
    case 'StoredValue':
      return endStoredValue(facts, plan, tender, world);
    default:
      return category satisfies never;
  }
}

/** The end of a transaction that never got to the host. */
export function endEarly(
  { transaction, tender }: Pick<CardDialogue, 'transaction' | 'tender'>,
  failure: PaymentFailure,
  world: World,
): Ended {
  if (transaction.category === 'Payment') {
    return endPayment(transaction.facts, { kind: 'failed', failure }, tender, world);
  }
  return refused(saleDataOf(transaction), failure, tender, world.nowMs);
}

function saleDataOf({ category, facts }: Exclude<CardTransaction, { category: 'Payment' }>): SaleData | undefined {
  if (category === 'StoredValue') return facts.saleData;
  return category === 'BalanceInquiry' ? undefined : facts.request.SaleData;
}

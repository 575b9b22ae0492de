import { ENTRY_NAMES, entersPin, signs } from '../categories/card.ts';
import { asksForCard, type CardTransaction } from './dialogue.ts';
import type { Ended } from '../categories/transaction-result.ts';
import { isObject } from '../messages/responses.ts';
import { entryOf, type PaymentFacts } from '../categories/payment.ts';
import type { ShopperPlan, TerminalSettings } from '../settings.ts';

/** What display notifications tell of (reference 8.3), as far as it happens here. */
export type DisplayEvent =
  | (typeof ENTRY_NAMES)[keyof typeof ENTRY_NAMES]['event']
  | 'TENDER_CREATED'
  | 'WAIT_FOR_APP_SELECTION'
  | 'APPLICATION_SELECTED'
  | 'ASK_DCC'
  | 'DCC_ACCEPTED'
  | 'DCC_REJECTED'
  | 'ASK_GRATUITY'
  | 'GRATUITY_ENTERED'
  | 'WAIT_FOR_PIN'
  | 'PIN_ENTERED'
  | 'ASK_SIGNATURE'
  | 'CHECK_SIGNATURE'
  | 'SIGNATURE_CHECKED'
  | 'PROVIDE_CARD_DETAILS'
  | 'PRINT_RECEIPT'
  | 'RECEIPT_PRINTED'
  | 'CARD_REMOVED'
  | 'TENDER_FINAL'
  | 'BALANCE_QUERY_STARTED'
  | 'BALANCE_QUERY_COMPLETED'
  | 'LOAD_STARTED'
  | 'LOAD_COMPLETED';

/** One thing the screen shows. */
export interface ScreenStep {
  readonly event: DisplayEvent;
  /** How long after the step before, in milliseconds: 0 for what the terminal does by itself. */
  readonly afterMs: number;
}

/** What the steps of a transaction depend on. */
interface Scene {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
}

type Timing = Pick<TerminalSettings, 'personAfterMs'>;

/** Until the terminal asks for the card. A tip comes ahead of the card (reference 4.2). */
export function stepsBeforeCard({ transaction, plan }: Scene, { personAfterMs }: Timing): readonly ScreenStep[] {
  const { category, facts } = transaction;
  if (category === 'CardAcquisition') return [atOnce('TENDER_CREATED')];
  if (category !== 'Payment') return [];
  const steps = [atOnce('TENDER_CREATED')];
  if (asksForTip(facts)) {
    steps.push(atOnce('ASK_GRATUITY'));
    if (plan.does !== 'neverPresents') steps.push({ event: 'GRATUITY_ENTERED', afterMs: personAfterMs });
  }
  if (entryOf(facts, plan) === 'keyed') steps.push(atOnce('PROVIDE_CARD_DETAILS'));
  return steps;
}

/** From the moment the card is there until the terminal asks the host. */
export function stepsWithCard({ transaction, plan }: Scene, { personAfterMs }: Timing): readonly ScreenStep[] {
  const { category, facts } = transaction;
  const card = asksForCard(transaction) ? [atOnce(ENTRY_NAMES[plan.card ?? 'contactless'].event)] : [];
  switch (category) {
    case 'Payment':
      return paymentSteps(facts, plan, personAfterMs);
    case 'CardAcquisition':
      return [atOnce('CARD_INSERTED'), atOnce('APPLICATION_SELECTED')];
    case 'BalanceInquiry':
      return [...card, atOnce('BALANCE_QUERY_STARTED')];
    case 'StoredValue':
      return facts.items.some(({ type }) => type === 'Load') ? [...card, atOnce('LOAD_STARTED')] : card;
    case 'Reversal':
      return [];
    default:
      return category satisfies never;
  }
}

function paymentSteps(facts: PaymentFacts, plan: ShopperPlan, personAfterMs: number): readonly ScreenStep[] {
  const entry = entryOf(facts, plan);
  const answers = (event: DisplayEvent): ScreenStep => ({ event, afterMs: personAfterMs });
  const steps: ScreenStep[] = [];
  // The card of an acquisition was read, and its application chosen, in that dialogue.
  if (facts.cardAcquisition === undefined) {
    steps.push(atOnce(ENTRY_NAMES[entry].event));
    if (entry === 'chip') steps.push(atOnce('WAIT_FOR_APP_SELECTION'), answers('APPLICATION_SELECTED'));
    if (entry === 'contactless') steps.push(atOnce('APPLICATION_SELECTED'));
  }
  if (plan.dcc !== undefined) {
    steps.push(atOnce('ASK_DCC'), answers(plan.dcc === 'accepted' ? 'DCC_ACCEPTED' : 'DCC_REJECTED'));
  }
  if (entersPin(plan) && entry !== 'keyed') steps.push(atOnce('WAIT_FOR_PIN'), answers('PIN_ENTERED'));
  return steps;
}

/** From the host's answer until the till hears of it: the signature. */
export function stepsAfterHost(
  { transaction, plan }: Scene,
  ended: Ended,
  settings: TerminalSettings,
): readonly ScreenStep[] {
  if (transaction.category !== 'Payment' || !needsSignature(transaction.facts, plan, ended)) return [];
  const { personAfterMs } = settings;
  const receipt: readonly ScreenStep[] = printsReceipt(transaction.facts, plan, settings)
    ? [atOnce('PRINT_RECEIPT'), { event: 'RECEIPT_PRINTED', afterMs: personAfterMs }]
    : [];
  return [
    atOnce('ASK_SIGNATURE'),
    ...receipt,
    { event: 'CHECK_SIGNATURE', afterMs: personAfterMs },
    { event: 'SIGNATURE_CHECKED', afterMs: personAfterMs },
  ];
}

/** The end, which the till hears of at its first moment, and what people do with paper and card after it. */
export function stepsAtEnd(
  { transaction, plan, phase }: Scene & { readonly phase: 'presenting' | 'authorising' | 'ending' },
  ended: Ended,
  settings: TerminalSettings,
): readonly ScreenStep[] {
  const { category, facts } = transaction;
  const hadCard = phase !== 'presenting';
  switch (category) {
    case 'Payment': {
      const { personAfterMs } = settings;
      const prints = isApproved(ended) && printsReceipt(facts, plan, settings) && !needsSignature(facts, plan, ended);
      const steps = [...(prints ? [atOnce('PRINT_RECEIPT')] : []), atOnce('TENDER_FINAL')];
      if (prints) steps.push({ event: 'RECEIPT_PRINTED', afterMs: personAfterMs });
      if (hadCard && entryOf(facts, plan) === 'chip') steps.push({ event: 'CARD_REMOVED', afterMs: personAfterMs });
      return steps;
    }
    case 'CardAcquisition':
      // The tender goes on with the payment that the card is for; what a real terminal shows here is UNCONFIRMED.
      return isApproved(ended) ? [] : [atOnce('TENDER_FINAL')];
    case 'BalanceInquiry':
      return hadCard ? [atOnce('BALANCE_QUERY_COMPLETED')] : [];
    case 'StoredValue':
      return hadCard && facts.items.some(({ type }) => type === 'Load') ? [atOnce('LOAD_COMPLETED')] : [];
    case 'Reversal':
      return [];
    default:
      return category satisfies never;
  }
}

/** What TENDER_FINAL says of the result (reference 8.3). */
export function resultOf({ body }: Ended): 'APPROVED' | 'DECLINED' | 'CANCELLED' | 'ERROR' {
  const response = isObject(body['Response']) ? body['Response'] : {};
  if (response['Result'] !== 'Failure') return 'APPROVED';
  switch (response['ErrorCondition']) {
    case 'Cancel':
    case 'Aborted':
      return 'CANCELLED';
    case 'Refusal':
    case 'WrongPIN':
    case 'InvalidCard':
      return 'DECLINED';
    default:
      return 'ERROR';
  }
}

function isApproved(ended: Ended): boolean {
  return resultOf(ended) === 'APPROVED';
}

function asksForTip({ isRefund, acquirerData }: PaymentFacts): boolean {
  return acquirerData.tenderOptions.has('AskGratuity') && !isRefund;
}

function needsSignature(facts: PaymentFacts, plan: ShopperPlan, ended: Ended): boolean {
  return isApproved(ended) && signs(plan) && entryOf(facts, plan) !== 'keyed';
}

/** With ReceiptHandler the till prints (reference 4.2). */
function printsReceipt(facts: PaymentFacts, plan: ShopperPlan, { hasPrinter }: TerminalSettings): boolean {
  if (!hasPrinter || facts.acquirerData.tenderOptions.has('ReceiptHandler')) return false;
  return plan.takesReceipt ?? entryOf(facts, plan) !== 'contactless';
}

function atOnce(event: DisplayEvent): ScreenStep {
  return { event, afterMs: 0 };
}

import { ENTRY_NAMES, entersPin, isTyped, signs } from '../categories/payment/card.ts';
import { offersConversion } from '../categories/payment/conversion.ts';
import { entryOf } from '../categories/payment/play-payment.ts';
import type { PaymentDetails } from '../categories/payment/read-payment.ts';
import type { TransactionResult } from '../categories/transaction-result.ts';
import type { DisplayEvent } from '../messages/notifications.ts';
import { isObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { asksForCard, type CardTransaction } from './transactions.ts';

/** One thing that the screen displays. */
export interface ScreenStep {
  readonly event: DisplayEvent;
  /** How long after the previous step, in milliseconds: 0 for what the terminal does by itself. */
  readonly afterMs: number;
}

/** What the steps depend on. */
interface Subject {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
}

type Timing = Pick<TerminalSettings, 'personAfterMs'>;

/** What only the person at the terminal can decide. */
const DECIDED: ReadonlySet<DisplayEvent> = new Set([
  'GRATUITY_ENTERED',
  'DCC_ACCEPTED',
  'DCC_REJECTED',
  'PIN_ENTERED',
  'CHECK_SIGNATURE',
]);

/** The step comes when the person acts, not by the time. */
export function waitsForPerson({ waits }: ShopperPlan, { event }: ScreenStep): boolean {
  return waits === true && DECIDED.has(event);
}

/** Until the terminal asks for the card. A tip comes ahead of the card (reference 4.2). */
export function stepsBeforeCard({ transaction, plan }: Subject, { personAfterMs }: Timing): readonly ScreenStep[] {
  const { category, details } = transaction;
  if (category === 'CardAcquisition') return [immediately('TENDER_CREATED')];
  if (category !== 'Payment') return [];
  const steps = [immediately('TENDER_CREATED')];
  if (asksForTip(details)) {
    steps.push(immediately('ASK_GRATUITY'));
    if (plan.does !== 'neverPresents' || plan.waits === true)
      steps.push({ event: 'GRATUITY_ENTERED', afterMs: personAfterMs });
  }
  if (isTyped(entryOf(details, plan))) steps.push(immediately('PROVIDE_CARD_DETAILS'));
  return steps;
}

/** From the moment the card is there until the terminal asks the host. */
export function stepsWithCard({ transaction, plan }: Subject, { personAfterMs }: Timing): readonly ScreenStep[] {
  const { category, details } = transaction;
  const card = asksForCard(transaction) ? [immediately(ENTRY_NAMES[plan.card ?? 'contactless'].event)] : [];
  switch (category) {
    case 'Payment':
      return paymentSteps(details, plan, personAfterMs);
    case 'CardAcquisition':
      return [immediately('CARD_INSERTED'), immediately('APPLICATION_SELECTED')];
    case 'BalanceInquiry':
      return [...card, immediately('BALANCE_QUERY_STARTED')];
    case 'StoredValue':
      return details.items.some(({ type }) => type === 'Load') ? [...card, immediately('LOAD_STARTED')] : card;
    case 'Reversal':
      return [];
    default:
      return category satisfies never;
  }
}

function paymentSteps(details: PaymentDetails, plan: ShopperPlan, personAfterMs: number): readonly ScreenStep[] {
  const entry = entryOf(details, plan);
  const answers = (event: DisplayEvent): ScreenStep => ({ event, afterMs: personAfterMs });
  const steps: ScreenStep[] = [];
  // The card of an acquisition was read, and its application chosen, in that dialogue.
  const { event } = ENTRY_NAMES[entry];
  if (details.cardAcquisition === undefined && event !== undefined) {
    steps.push(immediately(event));
    if (entry === 'chip') steps.push(immediately('WAIT_FOR_APP_SELECTION'), answers('APPLICATION_SELECTED'));
    if (entry === 'contactless') steps.push(immediately('APPLICATION_SELECTED'));
  }
  if (offersConversion(plan)) {
    steps.push(immediately('ASK_DCC'), answers(choiceOf(plan)));
  }
  if (entersPin(plan) && !isTyped(entry) && entry !== 'scanned')
    steps.push(immediately('WAIT_FOR_PIN'), answers('PIN_ENTERED'));
  return steps;
}

/** The shopper's choice of currency, as the screen displays it. */
export function choiceOf({ dcc }: ShopperPlan): 'DCC_ACCEPTED' | 'DCC_REJECTED' {
  return dcc === 'accepted' ? 'DCC_ACCEPTED' : 'DCC_REJECTED';
}

/** From the host's answer until the till gets its own: the signature. */
export function stepsAfterHost(
  { transaction, plan }: Subject,
  result: TransactionResult,
  settings: TerminalSettings,
): readonly ScreenStep[] {
  if (transaction.category !== 'Payment' || !needsSignature(transaction.details, plan, result)) return [];
  const { personAfterMs } = settings;
  const receipt: readonly ScreenStep[] = printsReceipt(transaction.details, plan, settings)
    ? [immediately('PRINT_RECEIPT'), { event: 'RECEIPT_PRINTED', afterMs: personAfterMs }]
    : [];
  return [
    immediately('ASK_SIGNATURE'),
    ...receipt,
    { event: 'CHECK_SIGNATURE', afterMs: personAfterMs },
    { event: 'SIGNATURE_CHECKED', afterMs: personAfterMs },
  ];
}

/** The end, at whose first moment the till gets its answer, and what people do with paper and card after it. */
export function stepsAtEnd(
  { transaction, plan, phase }: Subject & { readonly phase: 'presenting' | 'authorising' | 'ending' },
  result: TransactionResult,
  settings: TerminalSettings,
): readonly ScreenStep[] {
  const { category, details } = transaction;
  const hadCard = phase !== 'presenting';
  switch (category) {
    case 'Payment': {
      const { personAfterMs } = settings;
      const prints =
        isApproved(result) && printsReceipt(details, plan, settings) && !needsSignature(details, plan, result);
      const steps = [...(prints ? [immediately('PRINT_RECEIPT')] : []), immediately('TENDER_FINAL')];
      if (prints) steps.push({ event: 'RECEIPT_PRINTED', afterMs: personAfterMs });
      // Whoever plays the shopper takes the card out later than that, or never.
      if (hadCard && plan.waits !== true && entryOf(details, plan) === 'chip')
        steps.push({ event: 'CARD_REMOVED', afterMs: personAfterMs });
      return steps;
    }
    case 'CardAcquisition':
      // The tender continues with the payment that the card is for; what a real terminal displays here is UNCONFIRMED.
      return isApproved(result) ? [] : [immediately('TENDER_FINAL')];
    case 'BalanceInquiry':
      return hadCard ? [immediately('BALANCE_QUERY_COMPLETED')] : [];
    case 'StoredValue':
      return hadCard && details.items.some(({ type }) => type === 'Load') ? [immediately('LOAD_COMPLETED')] : [];
    case 'Reversal':
      return [];
    default:
      return category satisfies never;
  }
}

/** The result that TENDER_FINAL reports (reference 8.3). */
export function tenderResult({ body }: TransactionResult): 'APPROVED' | 'DECLINED' | 'CANCELLED' | 'ERROR' {
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

function isApproved(result: TransactionResult): boolean {
  return tenderResult(result) === 'APPROVED';
}

function asksForTip({ isRefund, acquirerData }: PaymentDetails): boolean {
  return acquirerData.tenderOptions.has('AskGratuity') && !isRefund;
}

function needsSignature(details: PaymentDetails, plan: ShopperPlan, result: TransactionResult): boolean {
  return signs(plan, entryOf(details, plan)) && (isApproved(result) || wasRejected(plan, result));
}

/** Staff did not accept the signature of a payment that the host had approved. */
function wasRejected({ signs: planned }: ShopperPlan, { body }: TransactionResult): boolean {
  const response = isObject(body['Response']) ? body['Response'] : {};
  return planned === 'rejected' && String(response['AdditionalResponse']).includes('Approved');
}

/** With tender option ReceiptHandler the till prints (reference 4.2). */
function printsReceipt(details: PaymentDetails, plan: ShopperPlan, { hasPrinter }: TerminalSettings): boolean {
  if (!hasPrinter || details.acquirerData.tenderOptions.has('ReceiptHandler')) return false;
  return plan.takesReceipt ?? entryOf(details, plan) !== 'contactless';
}

function immediately(event: DisplayEvent): ScreenStep {
  return { event, afterMs: 0 };
}

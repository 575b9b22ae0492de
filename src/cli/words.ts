import type { Failure, FaultCode, Outcome, RetryAdvice, TransactionState, Unresolved } from '../index.ts';
import { FAULTS, type OutcomeDetails, type Settlement, type Verdict } from '../protocol/index.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import { showAmount } from './amounts.ts';
import { plain } from './output.ts';

/** What staff may do after a failure. */
export const ADVICE: Readonly<Record<RetryAdvice, string>> = {
  none: '',
  mayRetry: 'you may try the same payment again, also with the same card',
  waitThenRetry: 'wait a moment, then try again; if it stays so, use another terminal',
  terminalBusy: 'another transaction runs on the terminal: wait for it before you start one more',
  otherCard: 'ask for another card',
  otherPaymentMethod: 'ask for another way to pay',
  fixSetup: 'the set-up or the request is wrong, and trying again changes nothing: tell whoever set this up',
  doNotRetry: 'do not try this card again: its issuer forbids it',
  verifyFirst: 'the payment platform saw this payment: look it up by its reference before another attempt',
};

/** What became of the money, in a sentence. */
const KINDS: Readonly<Record<Outcome['kind'], string>> = {
  approved: 'the money is taken',
  partial: 'only a part of the amount is taken: collect the rest in another way',
  accepted: 'the request was accepted; nothing was charged',
  declined: 'nothing was charged',
  cancelled: 'nothing was charged',
  failed: 'nothing was charged',
  notProcessed: 'the terminal did not process it; nothing was charged',
  overridden: 'an operator closed it',
};

/** The exit code of a command that moves money: what a script may rely on. */
export function exitCodeOf(outcome: Outcome | Unresolved): number {
  switch (outcome.kind) {
    case 'approved':
    case 'partial':
    case 'accepted':
      return 0;
    case 'declined':
    case 'cancelled':
    case 'failed':
      return 1;
    case 'notProcessed':
      return 3;
    case 'unresolved':
      return 4;
    case 'overridden':
      return { yes: 0, no: 1, unknown: 4 }[outcome.charged];
    default:
      return outcome satisfies never;
  }
}

/** A state as it is told while it happens. */
export function describeState(state: TransactionState, poiid: string): string {
  switch (state.state) {
    case 'queued':
      return `waiting for ${poiid} to be free`;
    case 'sending':
      return `connecting to ${poiid}`;
    case 'awaiting':
      return `sent; waiting for the shopper and the answer of ${poiid}`;
    case 'timedOut':
      return `the money may be taken or not: ${describeFailure(state.failure)}${hintFor(state.failure)}`;
    case 'statusChecking':
      return `asking ${poiid} what became of the payment`;
    case 'settled':
      return 'the truth is known';
    default:
      return state.state satisfies never;
  }
}

/** What is waited for in a state, short. */
export function describeWait(state: TransactionState, poiid: string): string {
  if (state.abortRequested && state.state !== 'settled') return `asked ${poiid} to stop, waiting for the truth`;
  switch (state.state) {
    case 'queued':
      return `waiting for ${poiid} to be free`;
    case 'sending':
      return `connecting to ${poiid}`;
    case 'awaiting':
      return 'waiting for the shopper';
    case 'timedOut':
      return `waiting to ask ${poiid} again`;
    case 'statusChecking':
      return `waiting for what ${poiid} says`;
    case 'settled':
      return '';
    default:
      return state.state satisfies never;
  }
}

/** What a person needs to find a payment again. */
export interface PaymentNames {
  readonly reference: string;
  /** The command that asks the terminal about it. */
  readonly statusCommand: string;
}

/** The outcome for people: what became of the money, then what is known, then what to do. */
export function describeOutcome(outcome: Outcome | Unresolved, payment: PaymentNames): string[] {
  if (outcome.kind === 'unresolved') return describeUnresolved(outcome, payment);
  return [
    ...describeSettled(outcome),
    ...row('recovered', outcome.recovered ? 'the answer was lost; this was learnt by asking the terminal' : undefined),
  ];
}

/** What a terminal repeated of an earlier request. */
export function describeVerdict(verdict: Verdict, request: string): string[] {
  if (!verdict.settled) return [`${request}: undecided, ${describeFailure(verdict.failure)}`];
  const [headline = '', ...details] = describeSettled(verdict);
  return [`${request} is finished. ${headline}`, ...details];
}

function describeSettled(settled: OutcomeDetails & Settlement): string[] {
  const { amounts, failure } = settled;
  const amount = amounts.authorized ?? (settled.charged === 'yes' ? amounts.requested : undefined);
  const isApproved = settled.kind === 'approved';
  const advice = failure === undefined ? ADVICE[settled.advice] : adviceFor(failure.code);
  return [
    `${headlineOf(settled.kind)}: ${KINDS[settled.kind]}`,
    ...row('requested', amounts.requested && showAmount(amounts.requested)),
    ...row(settled.charged === 'yes' ? 'authorised' : 'amount', amount && showAmount(amount)),
    ...row('tip', amounts.tip && `${showAmount(amounts.tip)}, part of what is authorised`),
    ...row('cash back', amounts.cashBack && showAmount(amounts.cashBack)),
    ...row('card', cardOf(settled.response)),
    ...row('psp reference', settled.pspReference),
    ...row('terminal calls it', settled.poiTransactionId?.TransactionID),
    ...row('condition', settled.errorCondition),
    ...row('reason', settled.refusalReason),
    ...row('terminal says', failure === undefined && !isApproved ? settled.message : undefined),
    ...row('fault', failure && describeFailure(failure)),
    ...row(
      'offline',
      settled.offline === true ? 'approved without the platform: the money is not guaranteed' : undefined,
    ),
    ...row('what to do', advice === '' ? undefined : advice),
  ];
}

/** `notProcessed` is NOT PROCESSED. */
function headlineOf(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
}

function describeUnresolved({ failure }: Unresolved, { reference, statusCommand }: PaymentNames): string[] {
  return [
    'UNRESOLVED: the money may have been taken, or not. Nobody knows yet.',
    ...row('last fault', failure && describeFailure(failure)),
    ...row('do not', 'charge the shopper again, and do not hand the money back, before it is known'),
    ...row('what to do', `look at the terminal, and in the Customer Area for reference ${reference}`),
    ...row('', `ask the terminal again: ${statusCommand}`),
  ];
}

export function describeFailure(failure: Failure | undefined): string {
  return failure === undefined ? 'nothing is known' : `${plain(failure.message)} (${failure.code})`;
}

/** What to do about a fault. */
export function adviceFor(code: FaultCode): string {
  return FAULTS[code].advice;
}

function hintFor(failure: Failure | undefined): string {
  return failure === undefined ? '' : `; ${adviceFor(failure.code)}`;
}

function row(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`  ${name.padEnd(18)}${plain(value)}`];
}

/** Brand and masked number, where the terminal gave them. */
function cardOf(response: JsonObject | undefined): string | undefined {
  const cardData = ['PaymentResult', 'PaymentInstrumentData', 'CardData'].reduce<unknown>(
    (value, name) => (isObject(value) ? value[name] : undefined),
    response,
  );
  if (!isObject(cardData)) return undefined;
  const parts = [cardData['PaymentBrand'], cardData['MaskedPan']].filter((part) => typeof part === 'string');
  return parts.length === 0 ? undefined : parts.join(' ');
}

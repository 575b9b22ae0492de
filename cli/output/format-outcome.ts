import type { Failure, Outcome, Unresolved } from '../../index.ts';
import type { Charged, OutcomeDetails, Settlement, Verdict } from '../../protocol/index.ts';
import { adviceFor, adviceOf } from './format-advice.ts';
import { showAmount } from '../settings/amount-option.ts';
import { cardDataOf } from '../stored/card-data.ts';
import { plain } from './output.ts';
import type { Subject } from '../stored/transaction-kind.ts';

const PAYMENT_KINDS: Readonly<Record<Outcome['kind'], string>> = {
  approved: 'the money is taken',
  partial: 'only a part of the amount is taken: collect the rest in another way',
  accepted: 'the request was accepted; nothing was charged',
  declined: 'nothing was charged',
  cancelled: 'nothing was charged',
  failed: 'nothing was charged',
  notProcessed: 'the terminal did not process it; nothing was charged',
  overridden: 'an operator closed it',
};

/** What became of the money, in a sentence. */
const KINDS: Readonly<Record<Subject, Readonly<Record<Outcome['kind'], string>>>> = {
  payment: PAYMENT_KINDS,
  refund: {
    ...PAYMENT_KINDS,
    accepted: 'the refund was accepted; the platform reports later what became of it',
    declined: 'nothing is given back',
    cancelled: 'nothing is given back',
    failed: 'nothing is given back',
    notProcessed: 'the terminal did not process it; nothing is given back',
  },
  request: PAYMENT_KINDS,
};

/** What nobody knows while the outcome is unknown, and what must not be done before it is known. */
const UNKNOWN: Readonly<Record<Subject, { readonly what: string; readonly doNot: string }>> = {
  payment: {
    what: 'the money may have been taken, or not',
    doNot: 'charge the shopper again, and do not hand the money back, before it is known',
  },
  refund: {
    what: 'the refund may have been accepted, or not',
    doNot: 'refund it again, and do not hand the money back, before it is known',
  },
  request: { what: 'it may have taken effect, or not', doNot: 'do it again before it is known' },
};

/** What an operator found. */
const FOUND: Readonly<Record<Subject, Readonly<Record<Charged, string>>>> = {
  payment: { yes: 'the money was taken', no: 'nothing was charged', unknown: 'it stays unknown' },
  refund: { yes: 'the refund was made', no: 'nothing was given back', unknown: 'it stays unknown' },
  request: { yes: 'it took effect', no: 'it took no effect', unknown: 'it stays unknown' },
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

/** What a person needs to find a transaction again. */
export interface TransactionNames {
  readonly subject: Subject;
  readonly reference: string;
  /** The command that asks the terminal about it. */
  readonly statusCommand: string;
  /** The command that closes it by hand, where the journal can remember that. */
  readonly overrideCommand?: string | undefined;
}

/** The outcome for people: what became of the money, then what is known, then what to do. */
export function describeOutcome(outcome: Outcome | Unresolved, names: TransactionNames): string[] {
  if (outcome.kind === 'unresolved') return describeUnresolved(outcome, names);
  const { subject } = names;
  return [
    ...describeSettled(outcome, subject),
    ...(outcome.kind === 'overridden' ? describeOverride(outcome, subject) : []),
    ...row('recovered', outcome.recovered ? 'the answer was lost; this was learnt by asking the terminal' : undefined),
  ];
}

/** What a terminal repeated of an earlier request. */
export function describeVerdict(verdict: Verdict, request: string, subject: Subject): string[] {
  if (!verdict.settled) return [`${request}: undecided, ${describeFailure(verdict.failure)}`];
  const [headline = '', ...details] = describeSettled(verdict, subject);
  return [`${request} is finished. ${headline}`, ...details];
}

function describeSettled(settled: OutcomeDetails & Settlement, subject: Subject): string[] {
  const { amounts, failure } = settled;
  const amount = amounts.authorized ?? (settled.charged === 'yes' ? amounts.requested : undefined);
  const amountIs = subject === 'refund' ? 'to be given back' : settled.charged === 'yes' ? 'authorised' : 'amount';
  const isGood = settled.kind === 'approved' || settled.kind === 'accepted';
  const advice = failure === undefined ? adviceOf(settled.advice, subject) : adviceFor(failure.code);
  const card = cardDataOf(settled.response);
  return [
    `${headlineOf(settled.kind)}: ${KINDS[subject][settled.kind]}`,
    ...row('requested', amounts.requested && showAmount(amounts.requested)),
    ...row(amountIs, amount && showAmount(amount)),
    ...row('tip', amounts.tip && `${showAmount(amounts.tip)}, part of what is authorised`),
    ...row('cash back', amounts.cashBack && showAmount(amounts.cashBack)),
    ...row('card', [card.brand, card.maskedPan].filter((part) => part !== undefined).join(' ') || undefined),
    ...row('psp reference', settled.pspReference),
    ...row('terminal calls it', settled.poiTransactionId?.TransactionID),
    ...row('condition', settled.errorCondition),
    ...row('reason', settled.refusalReason),
    ...row('busy with', busyWith(settled)),
    ...row('terminal says', failure === undefined && !isGood ? settled.message : undefined),
    ...row('fault', failure && describeFailure(failure)),
    ...row(
      'offline',
      settled.offline === true ? 'approved without the platform: the money is not guaranteed' : undefined,
    ),
    ...row('what to do', advice === '' ? undefined : advice),
  ];
}

function busyWith({ runningServiceID, runningTransaction }: OutcomeDetails): string | undefined {
  if (runningServiceID === undefined) return undefined;
  const ours = runningTransaction === undefined ? '' : `, which is transaction ${runningTransaction} of this till`;
  return `request ${runningServiceID}${ours}`;
}

function describeOverride({ charged, by, reason }: Settlement & { kind: 'overridden' }, subject: Subject): string[] {
  return [...row('found', FOUND[subject][charged]), ...row('operator', by), ...row('because', reason)];
}

/** `notProcessed` is NOT PROCESSED. */
function headlineOf(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
}

function describeUnresolved({ failure }: Unresolved, names: TransactionNames): string[] {
  const { what, doNot } = UNKNOWN[names.subject];
  return [
    `UNRESOLVED: ${what}. Nobody knows yet.`,
    ...row('last fault', failure && describeFailure(failure)),
    ...row('do not', doNot),
    ...row('what to do', `look at the terminal, and in the Customer Area for reference ${names.reference}`),
    ...row('', `ask the terminal again: ${names.statusCommand}`),
    ...row('', names.overrideCommand && `or, when you know: ${names.overrideCommand}`),
  ];
}

/** What must not be done before the outcome is known. */
export function doNotYet(subject: Subject): string {
  return UNKNOWN[subject].doNot;
}

export function describeFailure(failure: Failure | undefined): string {
  return failure === undefined ? 'nothing is known' : `${plain(failure.message)} (${failure.code})`;
}

/** A fact under a headline: its name, then what is known of it; nothing where nothing is known. */
export function row(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`  ${name.padEnd(18)}${plain(value)}`];
}

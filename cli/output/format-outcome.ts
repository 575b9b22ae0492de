import type {
  Charged,
  Outcome,
  OutcomeDetails,
  ResponseResult,
  SettledResult,
  Settlement,
  Unresolved,
} from '../../index.ts';
import { cardOf, maskNumbersIn } from '../../protocol/index.ts';
import type { TransactionKind } from '../stored/transaction-kind.ts';
import { formatAmount } from './format-amount.ts';
import { faultAdvice, formatFailure, retryAdvice } from './format-failure.ts';
import { row } from './layout.ts';

const PAYMENT_RESULTS: Readonly<Record<Outcome['kind'], string>> = {
  approved: 'the money is taken',
  partial: 'only a part of the amount is taken: collect the rest in another way',
  accepted: 'the request was accepted; nothing was charged',
  declined: 'nothing was charged',
  cancelled: 'nothing was charged',
  failed: 'nothing was charged',
  notProcessed: 'the terminal did not process it; nothing was charged',
  overridden: 'an operator closed it',
};

/** What became of the money, by kind of transaction and of outcome. */
const RESULTS: Readonly<Record<TransactionKind, Readonly<Record<Outcome['kind'], string>>>> = {
  payment: PAYMENT_RESULTS,
  refund: {
    ...PAYMENT_RESULTS,
    accepted: 'the refund was accepted; the platform reports later what became of it',
    declined: 'nothing is given back',
    cancelled: 'nothing is given back',
    failed: 'nothing is given back',
    notProcessed: 'the terminal did not process it; nothing is given back',
  },
  request: PAYMENT_RESULTS,
};

/** While the outcome is unknown: what may have happened, and what must not be done. */
const UNKNOWN: Readonly<Record<TransactionKind, { readonly what: string; readonly doNot: string }>> = {
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

/** What an operator found out. */
const FOUND: Readonly<Record<TransactionKind, Readonly<Record<Charged, string>>>> = {
  payment: { yes: 'the money was taken', no: 'nothing was charged', unknown: 'it stays unknown' },
  refund: { yes: 'the refund was made', no: 'nothing was given back', unknown: 'it stays unknown' },
  request: { yes: 'it took effect', no: 'it took no effect', unknown: 'it stays unknown' },
};

/** What a person needs to find a transaction again. */
export interface TransactionReference {
  readonly kind: TransactionKind;
  readonly reference: string;
  /** The command that asks the terminal about it. */
  readonly statusCommand: string;
  /** The command that closes it by hand; only with a journal file, which can store that. */
  readonly overrideCommand?: string | undefined;
}

/** The outcome as lines for people: what became of the money, the details, what to do. */
export function formatOutcome(outcome: Outcome | Unresolved, named: TransactionReference): string[] {
  if (outcome.kind === 'unresolved') return formatUnresolved(outcome, named);
  const { kind } = named;
  return [
    ...formatSettled(outcome, kind),
    ...(outcome.kind === 'overridden' ? formatOverride(outcome, kind) : []),
    ...row('recovered', outcome.recovered ? 'the answer was lost; this was learnt by asking the terminal' : undefined),
  ];
}

/** The result of an earlier request, as the terminal repeated it. */
export function formatEarlierResult(result: ResponseResult, request: string, kind: TransactionKind): string[] {
  if (result.kind === 'undecided') return [`${request}: undecided, ${formatFailure(result.failure)}`];
  const [headline = '', ...details] = formatSettled(result, kind);
  return [`${request} is finished. ${headline}`, ...details];
}

function formatSettled(settled: SettledResult, kind: TransactionKind): string[] {
  const { amounts, failure } = settled;
  const isAsRequested = settled.charged === 'yes' && amounts.unclear === undefined;
  const amount = amounts.authorized ?? (isAsRequested ? amounts.requested : undefined);
  const amountIs = kind === 'refund' ? 'to be given back' : settled.charged === 'yes' ? 'authorised' : 'amount';
  const advice = adviceOf(settled, kind);
  const card = cardOf(settled);
  return [
    `${headlineOf(settled.kind)}: ${RESULTS[kind][settled.kind]}`,
    ...row('requested', amounts.requested && formatAmount(amounts.requested)),
    ...row(amountIs, amount && formatAmount(amount)),
    ...row('reported', maskedText(amounts.unclear)),
    ...row('tip', amounts.tip && `${formatAmount(amounts.tip)}, part of what is authorised`),
    ...row('cash back', amounts.cashBack && `${formatAmount(amounts.cashBack)}, to be handed out`),
    ...row('fees', amounts.fees && `${formatAmount(amounts.fees)}, part of what is authorised`),
    ...row('to collect', amounts.remaining && formatAmount(amounts.remaining)),
    ...row('card', [card?.brand, card?.maskedPan].filter((part) => part !== undefined).join(' ') || undefined),
    ...row('psp reference', settled.pspReference),
    ...row('terminal calls it', settled.poiTransactionId?.TransactionID),
    ...row('condition', settled.errorCondition),
    ...row('reason', maskedText(settled.refusalReason)),
    ...row('busy with', busyWith(settled)),
    ...row('terminal says', failure === undefined ? maskedText(settled.message) : undefined),
    ...row(settled.kind === 'overridden' ? 'last fault' : 'fault', failure && formatFailure(failure)),
    ...row(
      'offline',
      settled.offline === true ? 'approved without the platform: the money is not guaranteed' : undefined,
    ),
    ...row('protection', settled.unprotected === true ? 'none: whoever reaches the network can forge this' : undefined),
    ...row('signature', signatureOn(settled)),
    ...row('what to do', advice === '' ? undefined : advice),
  ];
}

/** Scheme rules want the shopper to sign the copy that says so (reference 4.6). */
function signatureOn({ receipts }: OutcomeDetails): string | undefined {
  const copies = receipts.filter(({ signatureRequired }) => signatureRequired);
  if (copies.length === 0) return undefined;
  const isCashiers = copies.some(({ qualifier }) => qualifier === 'CashierReceipt');
  return `let the customer sign the ${isCashiers ? "shop's copy of the " : ''}receipt, compare the signature, and keep it`;
}

/** After an override a person has decided: there is nothing to wait for, to ask or to repair for this transaction. */
function adviceOf({ kind: result, advice, failure }: SettledResult, kind: TransactionKind): string {
  if (result === 'overridden') return '';
  return failure === undefined ? retryAdvice(advice, kind) : faultAdvice(failure.code);
}

function maskedText(text: string | undefined): string | undefined {
  return text && maskNumbersIn(text);
}

function busyWith({ runningServiceId, runningTransaction }: OutcomeDetails): string | undefined {
  if (runningServiceId === undefined) return undefined;
  const ours = runningTransaction === undefined ? '' : `, which is transaction ${runningTransaction} of this till`;
  return `request ${runningServiceId}${ours}`;
}

function formatOverride({ charged, by, reason }: Settlement & { kind: 'overridden' }, kind: TransactionKind): string[] {
  return [...row('found', FOUND[kind][charged]), ...row('operator', by), ...row('because', reason)];
}

/** `notProcessed` is NOT PROCESSED. */
function headlineOf(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
}

function formatUnresolved({ failure }: Unresolved, named: TransactionReference): string[] {
  const { what, doNot } = UNKNOWN[named.kind];
  return [
    `UNRESOLVED: ${what}. Nobody knows yet.`,
    ...row('last fault', failure && formatFailure(failure)),
    ...row('do not', doNot),
    ...row('what to do', `look at the terminal, and in the Customer Area for reference ${named.reference}`),
    ...row('', `ask the terminal again: ${named.statusCommand}`),
    ...row('', named.overrideCommand && `or, when you know: ${named.overrideCommand}`),
  ];
}

/** What must not be done while the outcome is unknown. */
export function unresolvedWarning(kind: TransactionKind): string {
  return UNKNOWN[kind].doNot;
}

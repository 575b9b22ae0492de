import type { Amount } from '../../index.ts';
import { showAmount } from '../../protocol/money.ts';
import type { Ledger, LedgerEntry } from '../../simulator/index.ts';
import { describeResult, resultMistake, type ReportedResult } from './result.ts';

/** Selects movements of money: those of one order, by its `reference`, or those of one request. */
export type LedgerSelector = { readonly reference: string } | { readonly serviceId: string };

/** How a result differs from what is expected; `undefined` when it does not. */
export type Mismatch = string | undefined;

export function checkCharged(result: ReportedResult, amount: Amount): Mismatch {
  const mistake = resultMistake(result);
  if (mistake !== undefined) return mistake;
  const expected = `expected ${showAmount(amount)} to be charged`;
  if (result.charged !== 'yes') return `${expected}, found ${describeResult(result)}`;
  const { authorized, tip } = result.amounts;
  if (authorized === undefined) return `${expected}, found ${describeResult(result)} without an amount`;
  if (isSameAmount(authorized, amount)) return undefined;
  return `${expected}, found ${showAmount(authorized)}${tip === undefined ? '' : `, of it a tip of ${showAmount(tip)}`}`;
}

export function checkNothingCharged(result: ReportedResult): Mismatch {
  const mistake = resultMistake(result);
  if (mistake !== undefined || result.charged === 'no') return mistake;
  return `expected nothing to be charged, found ${describeResult(result)}`;
}

export function checkUnknown(result: ReportedResult): Mismatch {
  const mistake = resultMistake(result);
  if (mistake !== undefined || result.charged === 'unknown') return mistake;
  return `expected the outcome to be unknown, found ${describeResult(result)}`;
}

/** An unknown result agrees with any ledger; two charges are wrong, whatever the result. */
export function checkAgreesWithLedger(
  result: ReportedResult,
  ledger: Pick<Ledger, 'entries'>,
  selector: LedgerSelector,
): Mismatch {
  const mistake = resultMistake(result);
  if (mistake !== undefined) return mistake;
  const entries = selectEntries(ledger, selector);
  const [charges, reversals] = [ofKind(entries, 'charge'), ofKind(entries, 'reversal')];
  const recorded = `the ledger has ${describeEntries(entries)} for ${Object.values(selector).join()}`;
  if (charges.length > 1 || reversals.length > 1) return `expected at most one movement of money: ${recorded}`;
  const disagreement = `the till says ${describeResult(result)}, and ${recorded}`;
  if (result.charged === 'unknown') return undefined;
  const isRefund = result.kind === 'accepted';
  const { authorized } = result.amounts;
  const [moved] = isRefund ? reversals : charges;
  if (result.charged === 'no' && charges.length > 0) return disagreement;
  if (result.charged === 'no' && !isRefund) return reversals.length > 0 ? disagreement : undefined;
  // What was accepted without an amount, a card acquisition for example, moves no money.
  if (moved === undefined) return result.charged === 'yes' || authorized !== undefined ? disagreement : undefined;
  // A refund may be accepted without an amount; a charge must state it.
  if (authorized === undefined) {
    return result.charged === 'yes' ? `${disagreement}, and no amount was reported` : undefined;
  }
  return isSameAmount(authorized, moved.amount) ? undefined : `${disagreement}, not ${showAmount(authorized)}`;
}

function isSameAmount(one: Amount, other: Amount): boolean {
  return one.currency === other.currency && one.value === other.value;
}

function selectEntries({ entries }: Pick<Ledger, 'entries'>, selector: LedgerSelector): readonly LedgerEntry[] {
  return entries.filter((entry) =>
    'reference' in selector ? entry.reference === selector.reference : entry.ServiceID === selector.serviceId,
  );
}

function ofKind(entries: readonly LedgerEntry[], wanted: LedgerEntry['kind']): readonly LedgerEntry[] {
  return entries.filter(({ kind }) => kind === wanted);
}

function describeEntries(entries: readonly LedgerEntry[]): string {
  return entries.map(({ kind, amount }) => `a ${kind} of ${showAmount(amount)}`).join(' and ') || 'nothing';
}

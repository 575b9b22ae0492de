import type { Amount } from '../../index.ts';
import { showAmount } from '../../protocol/money.ts';
import type { Ledger, LedgerEntry } from '../../simulator/index.ts';
import { describeTold, whyNotTold, type Told } from './result.ts';

/** Which movements of money are meant: those of one order, by its `reference`, or those of one request. */
export type About = { readonly reference: string } | { readonly serviceId: string };

/** Why what was told is not as expected; `undefined` when it is. */
export type Complaint = string | undefined;

export function notCharged(told: Told, amount: Amount): Complaint {
  const wrong = whyNotTold(told);
  if (wrong !== undefined) return wrong;
  const expected = `expected ${showAmount(amount)} to be charged`;
  if (told.charged !== 'yes') return `${expected}, found ${describeTold(told)}`;
  const { authorized, tip } = told.amounts;
  if (authorized === undefined) return `${expected}, found ${describeTold(told)} without an amount`;
  if (authorized.currency === amount.currency && authorized.value === amount.value) return undefined;
  return `${expected}, found ${showAmount(authorized)}${tip === undefined ? '' : `, of it a tip of ${showAmount(tip)}`}`;
}

export function notWithoutCharge(told: Told): Complaint {
  const wrong = whyNotTold(told);
  if (wrong !== undefined || told.charged === 'no') return wrong;
  return `expected nothing to be charged, found ${describeTold(told)}`;
}

export function notUnknown(told: Told): Complaint {
  const wrong = whyNotTold(told);
  if (wrong !== undefined || told.charged === 'unknown') return wrong;
  return `expected the outcome to be unknown, found ${describeTold(told)}`;
}

/** An unknown is no lie, whatever the book says; two charges are wrong, whatever was told. */
export function notTheTruth(told: Told, ledger: Pick<Ledger, 'entries'>, about: About): Complaint {
  const wrong = whyNotTold(told);
  if (wrong !== undefined) return wrong;
  const entries = entriesOf(ledger, about);
  const [charges, reversals] = [ofKind(entries, 'charge'), ofKind(entries, 'reversal')];
  const booked = `the ledger has ${describe(entries)} for ${Object.values(about).join()}`;
  if (charges.length > 1 || reversals.length > 1) return `expected at most one movement of money: ${booked}`;
  const disagree = `the till says ${describeTold(told)}, and ${booked}`;
  if (told.charged === 'unknown') return undefined;
  const isRefund = told.kind === 'accepted';
  const { authorized } = told.amounts;
  const [moved] = isRefund ? reversals : charges;
  if (told.charged === 'no' && charges.length > 0) return disagree;
  if (told.charged === 'no' && !isRefund) return reversals.length > 0 ? disagree : undefined;
  // What was accepted without an amount, a card acquisition for example, moves no money.
  if (moved === undefined) return told.charged === 'yes' || authorized !== undefined ? disagree : undefined;
  // A refund may be accepted without saying how much; who says that money was taken says how much.
  if (authorized === undefined) return told.charged === 'yes' ? `${disagree}, and no amount was told` : undefined;
  const isSame = authorized.value === moved.amount.value && authorized.currency === moved.amount.currency;
  return isSame ? undefined : `${disagree}, not ${showAmount(authorized)}`;
}

function entriesOf({ entries }: Pick<Ledger, 'entries'>, about: About): readonly LedgerEntry[] {
  return entries.filter((entry) =>
    'reference' in about ? entry.reference === about.reference : entry.ServiceID === about.serviceId,
  );
}

function ofKind(entries: readonly LedgerEntry[], wanted: LedgerEntry['kind']): readonly LedgerEntry[] {
  return entries.filter(({ kind }) => kind === wanted);
}

function describe(entries: readonly LedgerEntry[]): string {
  return entries.map(({ kind, amount }) => `a ${kind} of ${showAmount(amount)}`).join(' and ') || 'nothing';
}

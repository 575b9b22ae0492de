/**
 * The JSON of an outcome is the outcome: compiled by the check of this repository. A member that is added to one and not to the other is an
 * error here.
 */
import type { Outcome, OutcomeJson, TransactionJson, TransactionState, Unresolved, UnresolvedJson } from 'tenderline';

/** All members of all kinds. */
type Members<T> = T extends unknown ? keyof T : never;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The command line keeps two names of its own. */
type Aliases = 'maskedPan' | 'runningServiceID';

export const sameMembers: Same<Members<Outcome>, Exclude<Members<OutcomeJson>, Aliases>> = true;

type Details =
  'amounts' | 'authorisation' | 'cardholderVerification' | 'token' | 'conversion' | 'signature' | 'giftCard';
type MembersOf<T, Name> = { [N in Name & keyof T]-?: keyof NonNullable<T[N]> };
export const sameDetails: Same<MembersOf<Outcome, Details>, MembersOf<OutcomeJson, Details>> = true;
export const sameCard: Same<
  keyof NonNullable<Outcome['card']>,
  Exclude<keyof NonNullable<OutcomeJson['card']>, 'expiry'>
> = true;

export const sameStates: Same<TransactionState['state'], TransactionJson['state']> = true;
export const sameTransaction: Same<Members<TransactionState>, Members<TransactionJson>> = true;

/** Each value of one is a value of the other: its receipts may be left out. */
export const outcomes = (outcome: Outcome): OutcomeJson => outcome;
export const jsons = (json: OutcomeJson): Outcome => ({ ...json, receipts: json.receipts ?? [] });
export const unresolved = (one: Unresolved): UnresolvedJson => one;
export const unresolvedJson = (json: UnresolvedJson): Unresolved => json;

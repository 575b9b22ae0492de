import type { Amount } from '../../protocol/money.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { sumOf, takenInPart, takenWhole, type Taken, type Verdict } from './payment-verdict.ts';

type Row = readonly [ErrorCondition: string, refusalReason: string | undefined, message: string];

const NOT_ENOUGH_BALANCE: Row = ['Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'];
const WRONG_PIN: Row = ['WrongPIN', '129 Invalid online PIN', 'INVALID_PIN'];
/** As a shopper who cancels (expected, reference 7.3). */
const SURCHARGE_REFUSED: Row = ['Cancel', undefined, '108 Shopper cancelled tx'];
/** Offline is not allowed: UnreachableHost or Refusal, which one is UNCONFIRMED. */
const UNREACHABLE: Row = ['UnreachableHost', undefined, 'Terminal is not reachable'];
/** The issuer had approved, and the authorisation is undone (reference 7.2). */
const SIGNATURE_REJECTED: Row = ['Cancel', 'Approved', 'CANCELLED'];
const FORCED_DECLINE: Row = ['Refusal', 'Forced decline', 'FORCED_DECLINE'];

/**
 * The last three digits of the amount in minor units choose the host's answer (reference 11.2). 124 to 128 and 134 are as
 * recorded from a terminal; of the others only the texts are known, and their ErrorCondition is an assumption.
 */
const ENDINGS: ReadonlyMap<number, Row> = new Map([
  [121, refused('Acquirer cancelled')],
  [122, refused('Fraud')],
  [123, refused('Declined')],
  [124, NOT_ENOUGH_BALANCE],
  [125, ['Refusal', '199 Card blocked', 'BLOCK_CARD']],
  [126, ['Refusal', '228 Card expired', 'CARD_EXPIRED']],
  [127, ['Refusal', '214 Declined online', 'INVALID_AMOUNT']],
  [128, ['InvalidCard', '214 Declined online', 'INVALID_CARD']],
  [129, refused('Not supported')],
  [130, refused('Acquirer error')],
  [131, refused('Acquirer declined')],
  [132, refused('Acquirer declined')],
  [133, WRONG_PIN],
  [134, WRONG_PIN],
  [135, refused('PIN tries exceeded')],
  [136, refused('Issuer unavailable')],
  [137, refused('Withdrawal amount exceeded')],
  [138, refused('Withdrawal count exceeded')],
  [144, refused('Not submitted')],
  [145, refused('Cancelled due to fraud')],
  [146, refused('Transaction not permitted')],
  [147, refused('CVC declined')],
  [148, refused('Restricted card')],
  [149, refused('Revocation of authorisation')],
  [150, refused('Declined, non generic')],
  [151, refused('Issuer suspected fraud')],
  [152, refused('No checking account')],
  [153, refused('No savings account')],
]);

/** The same, for a contactless card; any other is approved (reference 11.2). */
const CONTACTLESS_ENDINGS: ReadonlyMap<number, Row> = new Map([
  [142, refused('Contactless withdrawal amount exceeded')],
  [143, refused('Contactless withdrawal count exceeded')],
]);

/** "Amount partially approved" (reference 11.2). Half is approved. */
const PARTIAL_ENDING = 139;

function refused(reason: string): Row {
  return ['Refusal', reason, reason.toUpperCase().replace(/[^A-Z]+/g, '_')];
}

/** A reason that an amount can select as well gives the same refusal as that amount. */
function refusedBy(host: NonNullable<ShopperPlan['host']>): Row | undefined {
  if (host === 'approves') return undefined;
  if ('fails' in host) return [host.fails, undefined, 'FAILED'];
  return [...ENDINGS.values()].find(([, reason]) => reason === host.refuses) ?? refused(host.refuses);
}

/** What the host, and the terminal in its place, know of a payment. */
export interface Asked {
  /** Cash back included, without the tip. */
  readonly requested: Amount;
  readonly isRefund: boolean;
  readonly tenderOptions: ReadonlySet<string>;
  /** In minor units. */
  readonly cashBack: number;
  /** Agreed at the till, on top of the requested amount, in minor units. */
  readonly tip: number | undefined;
  /** ForceOnlineFlag, or tender option ForcedOnline. */
  readonly forcesOnline: boolean;
  readonly isContactless: boolean;
  /** What the gift card that pays has, in minor units; `undefined`: another card pays. */
  readonly giftCardBalance: number | undefined;
}

/** The host's answer once the card is presented, or the terminal's own where it approves offline. */
export function hostVerdict(asked: Asked, plan: ShopperPlan): Verdict {
  const { requested, isRefund, tenderOptions } = asked;
  if (plan.does === 'entersWrongPin') return failed(WRONG_PIN);
  // Refunds are always approved in test (reference 11.3).
  if (isRefund) return { kind: 'approved', taken: takenWhole(requested) };
  if (plan.surcharge === 'refused') return failed(SURCHARGE_REFUSED, false);
  if (tenderOptions.has('ForcedDecline')) return failed(FORCED_DECLINE);
  if (plan.offline !== undefined) return offlineVerdict(asked, plan);

  const ending = requested.value % 1000;
  const row = plan.host === undefined ? refusedEnding(ending, asked) : refusedBy(plan.host);
  if (row !== undefined) return failed(row);

  const isHalved = plan.host === undefined && ending === PARTIAL_ENDING;
  const balances = [plan.balance, asked.giftCardBalance, isHalved ? Math.floor(requested.value / 2) : undefined];
  const verdict = verdictOfBalance(asked, plan, Math.min(...balances.map((balance) => balance ?? Infinity)));
  return verdict.kind !== 'failed' && plan.signs === 'rejected' ? failed(SIGNATURE_REJECTED) : verdict;
}

/** What the shopper is to pay, and whether the card has it. */
function verdictOfBalance(asked: Asked, plan: ShopperPlan, balance: number): Verdict {
  const parts = partsOf(asked, plan);
  const { currency } = asked.requested;
  if (balance >= sumOf(parts)) {
    const cashBack = plan.cashBack === 'refused' ? 0 : parts.cashBack;
    const refusesCash = cashBack < parts.cashBack;
    return { kind: refusesCash ? 'partial' : 'approved', taken: allOf({ ...parts, cashBack }, currency) };
  }
  if (!asked.tenderOptions.has('AllowPartialAuthorisation') || balance <= 0) return failed(NOT_ENOUGH_BALANCE);
  const authorised = { currency, value: Math.min(balance, sumOf({ ...parts, cashBack: 0 })) };
  return { kind: 'partial', taken: takenInPart(parts, authorised, plan.partialTip === 'first') };
}

/** Offline, no cash is handed out and nothing of the card's balance is known (reference 4.7). */
function offlineVerdict(asked: Asked, plan: ShopperPlan): Verdict {
  if (asked.forcesOnline || asked.cashBack > 0 || (plan.host !== undefined && plan.host !== 'approves'))
    return failed(UNREACHABLE, false);
  return { kind: 'approved', taken: allOf(partsOf(asked, plan), asked.requested.currency), offline: plan.offline };
}

/** The shopper accepts a tip that was agreed at the till, or gives another one, or none. */
function partsOf({ requested, cashBack, tip: agreedTip, tenderOptions }: Asked, plan: ShopperPlan) {
  const isAsked = tenderOptions.has('AskGratuity') || agreedTip !== undefined;
  const tip = isAsked ? (plan.tip ?? agreedTip ?? 0) : 0;
  const fee = typeof plan.surcharge === 'number' ? plan.surcharge : 0;
  return { goods: requested.value - cashBack, tip, cashBack, fee };
}

function allOf(parts: ReturnType<typeof partsOf>, currency: string): Taken {
  const { tip, cashBack, fee } = parts;
  return { authorised: { currency, value: sumOf(parts) }, tip, cashBack, fee };
}

function refusedEnding(ending: number, { isContactless }: Asked): Row | undefined {
  return ENDINGS.get(ending) ?? (isContactless ? CONTACTLESS_ENDINGS.get(ending) : undefined);
}

function failed([ErrorCondition, refusalReason, message]: Row, reachedHost = true): Verdict {
  return {
    kind: 'failed',
    failure: { ErrorCondition, ...(refusalReason !== undefined && { refusalReason }), message, reachedHost },
  };
}

import type { Amount } from '../../protocol/money.ts';
import type { ShopperPlan } from '../shopper-plan.ts';

/** The result of a payment, before it is written as an answer. */
export type Verdict =
  | { readonly kind: 'approved'; readonly authorised: Amount; readonly tip: number }
  /** Approved for less than requested. */
  | { readonly kind: 'partial'; readonly authorised: Amount }
  | { readonly kind: 'failed'; readonly failure: TransactionFailure };

export interface TransactionFailure {
  readonly ErrorCondition: string;
  readonly message: string;
  readonly refusalReason?: string;
  /** Whether the platform saw the payment: then the answer carries a PSP reference (reference 4.4). */
  readonly reachedHost: boolean;
}

type Row = readonly [ErrorCondition: string, refusalReason: string | undefined, message: string];

const NOT_ENOUGH_BALANCE: Row = ['Refusal', '210 Not enough balance', 'NOT_ENOUGH_BALANCE'];
const WRONG_PIN: Row = ['WrongPIN', '129 Invalid online PIN', 'INVALID_PIN'];
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
  [142, refused('Contactless withdrawal amount exceeded')],
  [143, refused('Contactless withdrawal count exceeded')],
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

/** "Amount partially approved" is one of 137 to 141; which one is UNCONFIRMED (reference 11.2). Half is approved. */
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

interface Asked {
  readonly isRefund: boolean;
  readonly tenderOptions: ReadonlySet<string>;
  /** Agreed at the till, on top of the requested amount, in minor units. */
  readonly tip: number | undefined;
}

/** The host's answer once the card is presented. */
export function hostVerdict(
  requested: Amount,
  { isRefund, tenderOptions, tip: agreedTip }: Asked,
  plan: ShopperPlan,
): Verdict {
  if (plan.does === 'entersWrongPin') return failed(WRONG_PIN);
  // Refunds are always approved in test (reference 11.3).
  if (isRefund) return { kind: 'approved', authorised: requested, tip: 0 };
  if (tenderOptions.has('ForcedDecline')) return failed(FORCED_DECLINE);

  const ending = requested.value % 1000;
  const row = plan.host === undefined ? ENDINGS.get(ending) : refusedBy(plan.host);
  if (row !== undefined) return failed(row);

  const isHalved = plan.host === undefined && ending === PARTIAL_ENDING;
  const balance = plan.balance ?? (isHalved ? Math.floor(requested.value / 2) : requested.value);
  if (balance < requested.value) {
    const partly = tenderOptions.has('AllowPartialAuthorisation') && balance > 0;
    return partly ? { kind: 'partial', authorised: { ...requested, value: balance } } : failed(NOT_ENOUGH_BALANCE);
  }
  // The shopper accepts a tip that was agreed at the till, or gives another one, or none.
  const isAsked = tenderOptions.has('AskGratuity') || agreedTip !== undefined;
  const tip = isAsked ? (plan.tip ?? agreedTip ?? 0) : 0;
  return { kind: 'approved', authorised: { ...requested, value: requested.value + tip }, tip };
}

function failed([ErrorCondition, refusalReason, message]: Row): Verdict {
  return {
    kind: 'failed',
    failure: { ErrorCondition, ...(refusalReason !== undefined && { refusalReason }), message, reachedHost: true },
  };
}

import type { Amount } from '../../protocol/money.ts';
import type { ShopperPlan } from '../shopper-plan.ts';

/** The result of a payment, before it is written as an answer. */
export type Verdict =
  | { readonly kind: 'approved' | 'partial'; readonly taken: Taken; readonly offline?: ShopperPlan['offline'] }
  | { readonly kind: 'failed'; readonly failure: TransactionFailure };

/** What the shopper pays. The parts are in minor units, and are in `authorised`. */
export interface Taken {
  readonly authorised: Amount;
  readonly tip: number;
  readonly cashBack: number;
  readonly fee: number;
}

export interface TransactionFailure {
  readonly ErrorCondition: string;
  readonly message: string;
  readonly refusalReason?: string;
  /** Whether the platform saw the payment: then the answer carries a PSP reference (reference 4.4). */
  readonly reachedHost: boolean;
}

/** An amount that is taken, with no parts. */
export function takenWhole(authorised: Amount): Taken {
  return { authorised, tip: 0, cashBack: 0, fee: 0 };
}

/** The parts of a payment in minor units: they are what the shopper is to pay. */
export interface Parts {
  readonly goods: number;
  readonly tip: number;
  readonly cashBack: number;
  readonly fee: number;
}

export function sumOf({ goods, tip, cashBack, fee }: Parts): number {
  return goods + tip + cashBack + fee;
}

/**
 * What a card with too little pays. No cash is handed out of it. The goods come first, unless the tip does; what then is left is for the
 * other one, and at last for the fee.
 */
export function takenInPart({ goods, tip, fee }: Parts, authorised: Amount, tipFirst: boolean): Taken {
  const paidTip = Math.min(tip, tipFirst ? authorised.value : Math.max(0, authorised.value - goods));
  return { authorised, tip: paidTip, cashBack: 0, fee: Math.min(fee, Math.max(0, authorised.value - goods - paidTip)) };
}

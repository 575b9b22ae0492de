import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import { fromMinorUnits, showAmount, type Amount, type CurrencyExponents } from '../money.ts';
import type { ReportedAmounts } from './reported-amounts.ts';

/** What was asked for. */
export interface RequestedAmounts {
  /** The requested amount: cash back is a part of it, a tip is not. */
  readonly requested?: Amount | undefined;
  /** The cash back that was asked for. */
  readonly cashBack?: Amount | undefined;
}

/** The amounts of a payment whose money was taken. */
export interface TakenAmounts extends ReportedAmounts {
  /** What is left of the requested amount for the till to collect; only when less was taken, or `Partial` was answered. */
  readonly remaining?: Amount;
}

/**
 * Completes the amounts of money that was taken (reference 4.3): what AmountsResp leaves out stands in AdditionalResponse, in minor
 * units. Authorised is the sum of what was sold, tip, cash back and fees; where the parts do not add up to it, `unclear` says so.
 *
 * @param isPartial the terminal itself calls it partial, as when it refused the cash back alone
 */
export function completeTakenAmounts(
  reported: ReportedAmounts,
  { requested, cashBack: cashAsked }: RequestedAmounts,
  { additional, isPartial }: { readonly additional: AdditionalResponse; readonly isPartial: boolean },
  exponents?: CurrencyExponents,
): TakenAmounts {
  if (reported.unclear !== undefined || requested === undefined) return reported;
  const { currency } = requested;
  const minor = (...names: readonly string[]) => {
    const name = names.find((candidate) => additional[candidate] !== undefined);
    return name === undefined ? undefined : fromMinorUnits(additional[name], currency, exponents);
  };
  const authorized =
    reported.authorized ?? (additional['posAuthAmountCurrency'] === currency ? minor('posAuthAmountValue') : undefined);
  const tip = reported.tip ?? minor('posAmountGratuityValue');
  const isFeeElsewhere = (additional['surchargeAmountCurrency'] ?? currency) !== currency;
  const fees = reported.fees ?? (isFeeElsewhere ? undefined : minor('surchargeAmountValue', 'surchargeAmount'));
  const amounts = omitUndefined({ ...reported, authorized, tip, fees });
  if (authorized === undefined) return amounts;

  const sold = authorized.value - sumOf(tip, reported.cashBack, fees);
  const due = requested.value - (cashAsked?.value ?? 0);
  if (sold < 0) {
    return { ...amounts, unclear: `${showAmount(authorized)}, which is less than its parts` };
  }
  if (sold > due) {
    const more = showAmount({ currency, value: sold - due });
    return { ...amounts, unclear: `${showAmount(authorized)}, of which nothing explains ${more}` };
  }
  // Parts that AmountsResp does not name may not be in the authorised amount: the shopper is not asked for them twice.
  const isCoveredByNamed = authorized.value - sumOf(reported.tip, reported.cashBack, reported.fees) >= due;
  if (sold < due && isCoveredByNamed) {
    return { ...amounts, unclear: `${showAmount(authorized)}, of which parts may be outside` };
  }
  if (sold < due || isPartial) return { ...amounts, remaining: { currency, value: due - sold } };
  return amounts;
}

function sumOf(...parts: readonly (Amount | undefined)[]): number {
  return parts.reduce((sum, part) => sum + (part?.value ?? 0), 0);
}

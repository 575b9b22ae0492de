import { decodeSaleToAcquirerData } from '../fields/sale-to-acquirer-data.ts';
import { isObject, omitUndefined } from '../json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../money.ts';
import type { TakenAmounts } from './taken-amounts.ts';

/** A tip: what was asked for, and what came of it. */
export interface Tip {
  /**
   * - `till`: agreed at the till (`tip` of the request); the shopper may give another one on the terminal, or none
   * - `terminal`: the terminal asked (tender option `AskGratuity`)
   *
   * Absent where neither did, and the terminal reports one all the same.
   */
  readonly askedBy?: 'till' | 'terminal';
  /** The tip that was agreed at the till. */
  readonly requested?: Amount;
  /** What the shopper gave, 0 for none: `amounts.tip`. Absent where nothing was taken, or it is not clear. */
  readonly given?: Amount;
}

/** What a request asked for. */
export type AskedTip = Pick<Tip, 'askedBy' | 'requested'>;

/** Reads what the body of a Payment asks for (reference 4.1, 4.7); `undefined` when it asks for no tip. Total. */
export function readAskedTip(body: unknown, exponents?: CurrencyExponents): AskedTip | undefined {
  const transaction = isObject(body) ? body['PaymentTransaction'] : undefined;
  const amounts = isObject(transaction) ? transaction['AmountsReq'] : undefined;
  const { Currency, TipAmount } = isObject(amounts) ? amounts : {};
  if (TipAmount !== undefined) {
    const requested = typeof Currency === 'string' ? fromWire(TipAmount, Currency, exponents) : undefined;
    return omitUndefined({ askedBy: 'till' as const, requested });
  }
  const saleData = isObject(body) ? body['SaleData'] : undefined;
  const data = isObject(saleData) ? saleData['SaleToAcquirerData'] : undefined;
  const asks = typeof data === 'string' && decodeSaleToAcquirerData(data).tenderOptions?.includes('AskGratuity');
  return asks === true ? { askedBy: 'terminal' } : undefined;
}

/** What came of it; `undefined` when there is nothing to say. */
export function tipOf(asked: AskedTip | undefined, amounts: TakenAmounts): Tip | undefined {
  const given = amounts.tip ?? (asked !== undefined && isWhole(amounts) ? none(amounts) : undefined);
  return asked === undefined && given === undefined ? undefined : omitUndefined({ ...asked, given });
}

/** All of it was taken, and every part is explained: a tip that is not named was not given. Of a part, it is not known. */
function isWhole({ authorized, unclear, remaining }: TakenAmounts): boolean {
  return authorized !== undefined && unclear === undefined && remaining === undefined;
}

function none({ authorized }: TakenAmounts): Amount | undefined {
  return authorized && { currency: authorized.currency, value: 0 };
}

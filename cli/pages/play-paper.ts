import { showAmount } from '../../protocol/money.ts';
import type { ShopperPlan } from '../../simulator/index.ts';

interface Printed extends Pick<ShopperPlan, 'card' | 'dcc'> {
  readonly reference: string;
  readonly amount: string;
  /** As the terminal reports it: `APPROVED`, `DECLINED`, `CANCELLED`, `ERROR`. */
  readonly result: string;
  /** In minor units. */
  readonly tip: number;
}

const WIDTH = 27;
const READ = { contactless: 'contactless', chip: 'chip and PIN', stripe: 'stripe, signed' } as const;

/** The lines of a receipt: no card is on it. */
export function printedReceipt({ reference, amount, result, card, tip, dcc }: Printed): readonly string[] {
  const currency = amount.slice(0, 3);
  return [
    'TENDERLINE TEST SHOP',
    between(reference, amount),
    ...(tip > 0 ? [between('of it tip', showAmount({ currency, value: tip }))] : []),
    ...(dcc === 'accepted' ? ['paid in the card’s currency'] : []),
    between(result === 'APPROVED' ? 'APPROVED' : 'NOT TAKEN', card === undefined ? '' : READ[card]),
  ];
}

/** Both ends of a line. */
function between(left: string, right: string): string {
  return `${left}${' '.repeat(Math.max(1, WIDTH - left.length - right.length))}${right}`;
}

import { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';
import { parseInput } from '../parse-input.ts';
import { withRule } from '../validation/input-rules.ts';
import { receiptToText, type Receipt } from '../fields/receipts.ts';
import { maskReceipts } from './outcome-to-json.ts';

/** Whose copy of a receipt, and what the terminal calls it. */
export const RECEIPT_COPIES = { customer: 'CustomerReceipt', merchant: 'CashierReceipt' } as const;

export type ReceiptCopy = keyof typeof RECEIPT_COPIES;

/** In columns, unless another width is given. */
export const RECEIPT_WIDTH = 40;
const WIDTH = 'a whole number of columns from 1 to 200';

/** How wide the paper is, as a command line or an address has it. */
export const ReceiptWidthSchema = withRule(
  { code: 'ERR_INPUT_WIDTH' },
  z.coerce.number(WIDTH).int(WIDTH).min(1, WIDTH).max(200, WIDTH),
);

/** How wide the paper is. @throws {InputError} `ERR_INPUT_WIDTH` */
export function parseReceiptWidth(given: string | undefined): number {
  return parseInput(ReceiptWidthSchema, given ?? RECEIPT_WIDTH, 'width');
}

/** A transaction, as far as its receipts are concerned. */
interface Answered {
  readonly state: string;
  readonly outcome?: { readonly kind: string; readonly receipts: readonly Receipt[] } | undefined;
}

/**
 * The receipts that came with the answer of a terminal. A card number on them that is not masked is.
 *
 * @param only one copy alone; default: all
 * @throws {InputError} `ERR_INPUT_RECEIPT` saying why there is none
 */
export function receiptsOf({ state, outcome }: Answered, only?: ReceiptCopy): readonly Receipt[] {
  const receipts = maskReceipts(outcome?.receipts ?? []);
  const wanted = only === undefined ? receipts : receipts.filter(({ qualifier }) => qualifier === RECEIPT_COPIES[only]);
  if (wanted.length > 0) return wanted;
  throw new InputError('ERR_INPUT_RECEIPT', {
    path: only ?? 'id',
    expected:
      only === undefined ? 'a transaction whose answer has receipts' : `an answer with a ${RECEIPT_COPIES[only]}`,
    found: foundInstead(state, outcome),
    advice:
      'a terminal gives its receipts to the till only when it was asked to (pay --receipts, tender option ReceiptHandler)',
  });
}

/** A receipt as it goes to a printer. One that is no text is only named. */
export function printedReceipt(receipt: Receipt, width: number): string {
  return receipt.format === 'Text' ? receiptToText(receipt, width) : `(${formatValue(receipt.format)}: only as JSON)`;
}

function foundInstead(state: string, outcome: Answered['outcome']): string {
  if (outcome === undefined) return `one that has no outcome yet (${state})`;
  if (outcome.receipts.length === 0) return `one without (${outcome.kind})`;
  return outcome.receipts.map(({ qualifier }) => formatValue(qualifier)).join(', ');
}

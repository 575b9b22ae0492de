import { formatValue, InputError } from '../../../errors.ts';
import { outcomeToJson, type Receipt, type StoredTransactionView } from '../../../index.ts';
import { receiptToText } from '../../../protocol/index.ts';
import { createOutput, printable } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPath } from '../../settings/journal-path.ts';
import { findTransaction } from '../../stored/journal.ts';

export interface ReceiptFlags extends ConnectionFlags {
  readonly customer?: boolean;
  readonly merchant?: boolean;
  readonly width?: string;
}

const QUALIFIERS = { customer: 'CustomerReceipt', merchant: 'CashierReceipt' } as const;
const WIDTH = 40;
const WIDTH_MAX = 200;

/** `tenderline receipt ID`: the receipts of a stored answer. One copy alone is printed without a heading, as for a printer. */
export async function printReceipt(id: string, flags: ReceiptFlags): Promise<number> {
  const output = createOutput(flags);
  const width = readWidth(flags.width);
  const only = flags.customer === true ? 'customer' : flags.merchant === true ? 'merchant' : undefined;
  const stored = await findTransaction(journalPath(await readSettings(flags)), id);
  for (const receipt of receiptsOf(stored, only)) {
    const text = receiptToText(receipt, width);
    output.emit({ ...receipt, type: 'receipt', transaction: stored.input.id, text });
    if (only === undefined) output.print(`--- ${printable(receipt.qualifier)}`);
    output.print(receipt.format === 'Text' ? text : `(${printable(receipt.format)}: --json prints it)`);
    if (only === undefined) output.print();
  }
  return 0;
}

/** @throws {InputError} `ERR_INPUT_RECEIPT` saying why there is none */
function receiptsOf({ state }: StoredTransactionView, only: keyof typeof QUALIFIERS | undefined): readonly Receipt[] {
  const receipts = state.outcome === undefined ? [] : (outcomeToJson(state.outcome).receipts ?? []);
  const wanted = only === undefined ? receipts : receipts.filter(({ qualifier }) => qualifier === QUALIFIERS[only]);
  if (wanted.length > 0) return wanted;
  throw new InputError('ERR_INPUT_RECEIPT', {
    path: only ?? 'id',
    expected: only === undefined ? 'a transaction whose answer has receipts' : `an answer with a ${QUALIFIERS[only]}`,
    found: foundInstead(state, receipts),
    advice:
      'a terminal gives its receipts to the till only when it was asked to (pay --receipts, tender option ReceiptHandler)',
  });
}

function foundInstead({ outcome, state }: StoredTransactionView['state'], receipts: readonly Receipt[]): string {
  if (outcome === undefined) return `one that has no outcome yet (${state})`;
  if (receipts.length === 0) return `one without (${outcome.kind})`;
  return receipts.map(({ qualifier }) => printable(qualifier)).join(', ');
}

/** @throws {InputError} `ERR_INPUT_WIDTH` */
function readWidth(text: string | undefined): number {
  if (text === undefined) return WIDTH;
  const width = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (width >= 1 && width <= WIDTH_MAX) return width;
  const expected = `a whole number of columns from 1 to ${WIDTH_MAX}`;
  throw new InputError('ERR_INPUT_WIDTH', { path: 'width', expected, found: formatValue(text) });
}

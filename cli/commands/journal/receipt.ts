import { receiptToText } from '../../../protocol/index.ts';
import { printedReceipt, receiptsOf, parseReceiptWidth } from '../../../protocol/outcome-json/receipt-copies.ts';
import { createOutput, printable } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import { findTransaction } from '../../stored/journal.ts';

export interface ReceiptFlags extends ConnectionFlags {
  readonly customer?: boolean;
  readonly merchant?: boolean;
  readonly width?: string;
}

/** `tenderline receipt ID`: the receipts of a stored answer. One copy alone is printed without a heading, as for a printer. */
export async function printReceipt(id: string, flags: ReceiptFlags): Promise<number> {
  const output = createOutput(flags);
  const width = parseReceiptWidth(flags.width);
  const only = flags.customer === true ? 'customer' : flags.merchant === true ? 'merchant' : undefined;
  const stored = await findTransaction(await readJournalPlace(flags), id);
  for (const receipt of receiptsOf(stored.state, only)) {
    output.emit({ ...receipt, type: 'receipt', transaction: stored.input.id, text: receiptToText(receipt, width) });
    if (only === undefined) output.print(`--- ${printable(receipt.qualifier)}`);
    output.print(printedReceipt(receipt, width));
    if (only === undefined) output.print();
  }
  return 0;
}

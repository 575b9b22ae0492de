import { InputError } from '../../../errors.ts';
import type { Totals, TotalsRow, UnresolvedRow } from '../../../index.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { printTable } from '../../output/layout.ts';
import { createOutput, type Output } from '../../output/output.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import { withJournal } from '../../stored/journal.ts';
import { readPeriod, type SearchFlags } from './search.ts';

const NOT_OF_TOTALS = ['reference', 'state', 'kind', 'type', 'csv', 'unresolved', 'limit'];

/** `tenderline transactions --totals`: what a period comes to, by terminal, currency, type and kind. */
export async function journalTotals(flags: SearchFlags): Promise<number> {
  const output = createOutput(flags);
  const wrong = NOT_OF_TOTALS.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) {
    const mistake = { path: wrong, expected: 'of --from, --to, --day and --poiid any', found: 'it beside --totals' };
    throw new InputError('ERR_INPUT_TOTALS', mistake);
  }
  const period = readPeriod(flags);
  const place = await readJournalPlace(flags);
  print(output, await withJournal(place, (journal) => journal.totals(period)));
  return 0;
}

function print(output: Output, { rows, unclear, unresolved }: Totals): void {
  for (const row of rows) output.emit({ ...row, type: 'total', transactionType: row.type });
  for (const row of unclear) output.emit({ ...row, type: 'unclear', transactionType: row.type });
  for (const { type, ...row } of unresolved) {
    output.emit({ ...row, type: 'unresolved', ...(type && { transactionType: type }) });
  }
  if (rows.length === 0 && unclear.length === 0 && unresolved.length === 0) return output.print('No transactions.');
  if (rows.length > 0) printTable(output, [['terminal', 'what', 'outcome', 'count', 'sum'], ...rows.map(cellsOf)]);
  if (unclear.length > 0) {
    output.print(output.paint('yellow', '\nIn no sum: it is for a person to see how much moved. Asked for was:'));
    printTable(output, unclear.map(cellsOf));
  }
  if (unresolved.length > 0) {
    output.print(output.paint('yellow', '\nIn no sum: unresolved, the money may have moved or not. Asked for was:'));
    printTable(output, unresolved.map(cellsOf));
  }
}

function cellsOf(row: TotalsRow | UnresolvedRow): string[] {
  const { poiid, type = 'unknown', count, currency, value } = row;
  const sum = currency === undefined ? '' : formatAmount({ currency, value });
  return [poiid || 'unknown', type, 'kind' in row ? row.kind : 'unresolved', String(count), sum];
}

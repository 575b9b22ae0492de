import { formatValue, InputError } from '../../errors.ts';
import { presentStates } from '../live/owner.ts';
import { formatTime } from '../output/format-time.ts';
import { createOutput, printable, type Output } from '../output/output.ts';
import { readJournalPlace } from '../settings/journal-path.ts';
import { withJournal } from '../stored/journal.ts';
import { readList, type OrphanSummary } from '../stored/list.ts';
import { printTransactions } from './journal/print-transactions.ts';
import { isSearch, search, type SearchFlags } from './journal/search.ts';
import { journalTotals } from './journal/totals.ts';

export interface TransactionsFlags extends SearchFlags {
  readonly limit?: string;
  readonly totals?: boolean;
}

const LIMIT = 50;

/** `tenderline transactions`: the transactions of the journal, the newest first. What is damaged is an error, after all others. */
export async function transactions(flags: TransactionsFlags): Promise<number> {
  if (flags.totals === true) return journalTotals(flags);
  const given = flags.limit === undefined ? undefined : readLimit(flags.limit);
  if (isSearch(flags)) return search(flags, given);
  const output = createOutput(flags);
  const limit = given ?? LIMIT;
  const { unresolved: openOnly = false } = flags;
  const place = await readJournalPlace(flags);
  const list = await withJournal(place, async (journal) =>
    readList(journal, { openOnly, refresh: await presentStates(place, output) }),
  );
  const listed = list.transactions.slice(0, limit);
  for (const transaction of listed) output.emit({ type: 'transaction', ...transaction });
  for (const orphan of list.orphans) output.emit({ type: 'orphan', ...orphan });
  printTransactions(output, listed, openOnly ? 'Nothing is unresolved.' : 'The journal has no transactions.');
  const left = list.transactions.length - listed.length;
  if (left > 0) output.print(`\n${left} older one(s) are not shown: --limit ${list.transactions.length} shows all.`);
  if (listed.some(({ outcome }) => outcome === undefined)) {
    output.print('\nWhat has no outcome is asked about by the till that owns the journal; without one, by');
    output.print('`tenderline status --id ID`. The next check is what the journal says of it.');
  }
  printOrphans(output, list.orphans);
  if (list.damage !== undefined) throw list.damage;
  return 0;
}

function readLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  const mistake = { path: 'limit', expected: 'a whole number from 1', found: formatValue(text) };
  throw new InputError('ERR_INPUT_LIMIT', mistake);
}

function printOrphans(output: Output, orphans: readonly OrphanSummary[]): void {
  if (orphans.length === 0) return;
  output.print(output.paint('yellow', '\nResults that nobody waited for: somebody must look.'));
  for (const orphan of orphans) {
    output.print(`  ${orphan.orphan}   ${formatTime(orphan.atMs)}   ${printable(formatOrphan(orphan))}`);
  }
}

function formatOrphan({ transaction, kind = '', poiid = '', category = '', serviceId = '' }: OrphanSummary): string {
  return transaction === undefined
    ? `an answer of ${poiid} to ${category} ${serviceId}, which is no known transaction`
    : `transaction ${transaction} was answered after it was settled: ${kind}`;
}

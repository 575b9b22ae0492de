import { InputError, formatValue } from '../../errors.ts';
import { readSettings, type ConnectionFlags } from '../settings/connection.ts';
import { journalPath, withReader } from '../stored/journal.ts';
import { createOutput, plain, type Output } from '../output/output.ts';
import { readList, type OrphanSummary } from '../stored/list.ts';
import { describeResult, describeWhat, type Summary } from '../stored/summary.ts';
import { table } from '../output/table.ts';
import { showTime } from '../output/format-time.ts';

export interface TransactionsFlags extends ConnectionFlags {
  readonly unresolved?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

/** `tenderline transactions`: what the journal has, the newest first. */
export async function transactions(flags: TransactionsFlags): Promise<number> {
  const output = createOutput(flags);
  const limit = readLimit(flags.limit);
  const { unresolved: openOnly = false } = flags;
  const path = journalPath(await readSettings(flags));
  const list = await withReader(path, (reader) => readList(reader, { openOnly }));
  const shownOnes = list.transactions.slice(0, limit);
  for (const transaction of shownOnes) output.emit({ type: 'transaction', ...transaction });
  for (const orphan of list.orphans) output.emit({ type: 'orphan', ...orphan });
  tellTransactions(output, shownOnes, openOnly);
  const left = list.transactions.length - shownOnes.length;
  if (left > 0) output.say(`\n${left} older one(s) are not shown: --limit ${list.transactions.length} shows all.`);
  if (shownOnes.some(({ outcome }) => outcome === undefined)) {
    output.say('\nWhat has no outcome is asked about by the till that owns the journal; without one, by');
    output.say('`tenderline status --id ID`. The next check is what the journal says of it.');
  }
  tellOrphans(output, list.orphans);
  return 0;
}

function readLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new InputError('ERR_INPUT_LIMIT', `limit: expected a whole number from 1, found ${formatValue(text)}`);
}

function tellTransactions(output: Output, summaries: readonly Summary[], openOnly: boolean): void {
  if (summaries.length === 0) {
    output.say(openOnly ? 'Nothing is unresolved.' : 'The journal has no transactions.');
    return;
  }
  const header = ['id', 'when', 'terminal', 'reference', 'amount', 'outcome or state', 'charged', 'next check'];
  const [first = '', ...rest] = table([header, ...summaries.map(rowOf)]);
  output.say(output.paint('bold', first));
  for (const line of rest) output.say(line);
}

function rowOf(summary: Summary): string[] {
  const { transaction, createdAtMs, poiid, reference, charged, nextCheckAtMs } = summary;
  return [
    transaction,
    showTime(createdAtMs),
    poiid,
    plain(reference),
    describeWhat(summary),
    describeResult(summary),
    charged,
    nextCheckAtMs === undefined ? '' : showTime(nextCheckAtMs),
  ];
}

function tellOrphans(output: Output, orphans: readonly OrphanSummary[]): void {
  if (orphans.length === 0) return;
  output.say(output.paint('yellow', '\nResults that nobody waited for: somebody must look.'));
  for (const orphan of orphans) {
    output.say(`  ${orphan.orphan}   ${showTime(orphan.atMs)}   ${plain(describeOrphan(orphan))}`);
  }
}

function describeOrphan({ transaction, kind = '', poiid = '', category = '', serviceId = '' }: OrphanSummary): string {
  return transaction === undefined
    ? `an answer of ${poiid} to ${category} ${serviceId}, which is no known transaction`
    : `transaction ${transaction} was answered after it was settled: ${kind}`;
}

import type { HistoryRequest } from '../../../index.ts';
import { formatValue, InputError } from '../../../errors.ts';
import { omitUndefined } from '../../../protocol/json.ts';
import { createOutput, type Output } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import { readMoment } from './time-options.ts';
import { CSV_HEADER, csvLine } from '../../stored/csv.ts';
import { withJournal } from '../../stored/journal.ts';
import { damageError, forEachStored } from '../../stored/pages.ts';
import { summarise, type Summary } from '../../stored/summary.ts';
import { printTransactions } from './print-transactions.ts';

/** What of the journal is wanted. */
export interface SearchFlags extends ConnectionFlags {
  readonly from?: string;
  readonly to?: string;
  readonly day?: string;
  readonly poiid?: string;
  readonly reference?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly type?: string;
  readonly unresolved?: boolean;
  readonly csv?: boolean;
}

const SEARCHED = ['from', 'to', 'day', 'poiid', 'reference', 'state', 'kind', 'type', 'csv'] as const;

/** Whether something of the journal is wanted that the plain list does not have. */
export function isSearch(flags: SearchFlags): boolean {
  return SEARCHED.some((name) => flags[name] !== undefined);
}

/**
 * `tenderline transactions --from ...`: those that fit, the newest first, from the index of the journal. With `--csv` as comma-separated
 * values. What is damaged is an error, after all others.
 *
 * @param limit how many at most; `undefined`: as many as a person reads, or with `--csv` all
 */
export async function search(flags: SearchFlags, limit: number | undefined): Promise<number> {
  const output = createOutput(flags);
  const { csv = false } = flags;
  if (csv && output.json) {
    throw new InputError('ERR_INPUT_FORMAT', { path: 'csv', expected: 'one of --csv and --json', found: 'both' });
  }
  const request = readRequest(flags);
  const place = await readJournalPlace(flags);
  const listed: Summary[] = [];
  if (csv) printCsv(output, CSV_HEADER);
  const { hasMore, damaged } = await withJournal(place, (journal) =>
    forEachStored(journal, request, limit ?? (csv ? Infinity : 50), (view) => {
      if (csv) return printCsv(output, csvLine(view));
      const summary = summarise(view);
      output.emit({ type: 'transaction', ...summary });
      if (!output.json) listed.push(summary);
    }),
  );
  if (!csv) printTransactions(output, listed, 'The journal has no such transactions.');
  if (hasMore && !csv) output.print('\nOlder ones are not shown: --limit shows more, --csv shows all.');
  const damage = damageError(damaged);
  if (damage !== undefined) throw damage;
  return 0;
}

/** RFC 4180 ends each line with CR and LF. */
function printCsv(output: Output, line: string): void {
  output.print(`${line}\r`);
}

/** The period that the flags name. @throws {InputError} `ERR_INPUT_TIME` */
export function readPeriod({ from, to, day, poiid }: SearchFlags): Pick<HistoryRequest, 'from' | 'to' | 'poiid'> {
  if (day !== undefined && (from ?? to) !== undefined) {
    const found = `${formatValue(day)} beside them`;
    throw new InputError('ERR_INPUT_TIME', { path: 'day', expected: 'a day, or --from and --to', found });
  }
  return omitUndefined({
    from: day === undefined ? from && readMoment(from, 'from', 'start') : readMoment(day, 'day', 'start'),
    to: day === undefined ? to && readMoment(to, 'to', 'end') : readMoment(day, 'day', 'end'),
    poiid,
  });
}

function readRequest(flags: SearchFlags): Omit<HistoryRequest, 'limit' | 'cursor'> {
  const { reference, state, kind, type, unresolved = false } = flags;
  if (unresolved && state !== undefined) {
    throw new InputError('ERR_INPUT_STATE', { path: 'state', expected: 'no --unresolved beside it', found: 'both' });
  }
  // The journal checks the names, as it does for the library.
  const named = { reference, state: unresolved ? 'open' : state, kind, type } as Partial<HistoryRequest>;
  return omitUndefined({ ...readPeriod(flags), ...named });
}

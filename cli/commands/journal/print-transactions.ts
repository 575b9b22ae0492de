import { formatResult, formatTransaction } from '../../output/format-summary.ts';
import { formatTime } from '../../output/format-time.ts';
import { printTable } from '../../output/layout.ts';
import { printable, type Output } from '../../output/output.ts';
import type { Summary } from '../../stored/summary.ts';

/** Prints transactions as a table for people. */
export function printTransactions(output: Output, summaries: readonly Summary[], none: string): void {
  if (summaries.length === 0) {
    output.print(none);
    return;
  }
  const header = ['id', 'when', 'terminal', 'reference', 'amount', 'outcome or state', 'charged', 'next check'];
  printTable(output, [header, ...summaries.map(cellsOf)]);
}

function cellsOf(summary: Summary): string[] {
  const { transaction, createdAtMs, poiid, reference, charged, nextCheckAtMs } = summary;
  return [
    transaction,
    formatTime(createdAtMs),
    poiid,
    printable(reference),
    formatTransaction(summary),
    formatResult(summary),
    charged,
    nextCheckAtMs === undefined ? '' : formatTime(nextCheckAtMs),
  ];
}

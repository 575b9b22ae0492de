import type { Terminal, TerminalResult } from '../../../index.ts';
import { askTerminal, printResult, type Answered } from '../../live/ask-terminal.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { printTable, row } from '../../output/layout.ts';
import { printable, type Output } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readTotalsRequest, type TotalsFlags } from '../../settings/requests/totals-option.ts';

type ReconcileRequest = Parameters<Terminal['reconcile']>[0];
type Totals = Awaited<ReturnType<Terminal['totals']>> extends TerminalResult<infer T> ? Answered<T> : never;

export interface ReconcileFlags extends ConnectionFlags {
  readonly type: ReconcileRequest['type'];
  readonly period?: string;
  readonly acquirer?: readonly string[];
}

/** `tenderline totals`: what the terminal has counted since its last reconciliation. Changes nothing. */
export function totals(flags: ConnectionFlags & TotalsFlags): Promise<number> {
  const request = readTotalsRequest(flags);
  return askTerminal({
    flags,
    category: 'GetTotals',
    doing: (poiid) => `asking ${poiid} for its totals`,
    ask: (terminal) => terminal.totals(request),
    print: (answer, output, poiid) => printTotals(answer, `Totals of ${poiid} since its last reconciliation`, output),
  });
}

/** `tenderline reconcile`: closes the period of the terminal, or repeats the totals of an earlier one. */
export function reconcile({ type, period, acquirer, ...flags }: ReconcileFlags): Promise<number> {
  return askTerminal({
    flags,
    category: 'Reconciliation',
    doing: (poiid) => `reconciling ${poiid}`,
    ask: (terminal) =>
      terminal.reconcile({
        type,
        ...(period !== undefined && { poiReconciliationId: period }),
        ...(acquirer !== undefined && { acquirerIds: acquirer }),
      }),
    print: (answer, output, poiid) => printTotals(answer, `${type} of ${poiid}`, output),
  });
}

function printTotals(answer: Totals, headline: string, output: Output): void {
  printResult(answer, headline, output);
  for (const line of row('period', answer.poiReconciliationId)) output.print(line);
  if (!answer.ok) return;
  const rows = answer.totals.flatMap(({ paymentInstrumentType = '', cardBrand = '', totals: sums, ...details }) =>
    sums.map(({ transactionType, count, amount }) => [
      paymentInstrumentType,
      cardBrand,
      [details.operatorId, details.shiftNumber, details.totalsGroupId].filter((name) => name !== undefined).join(', '),
      transactionType,
      String(count),
      amount === undefined ? 'not readable' : formatAmount(amount),
    ]),
  );
  if (rows.length === 0) output.print('  nothing counted');
  else {
    const header = ['instrument', 'brand', 'of', 'kind', 'count', 'amount'];
    printTable(output, [header, ...rows.map((cells) => cells.map(printable))]);
  }
}

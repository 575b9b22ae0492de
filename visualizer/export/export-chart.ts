import { marksAt, type Move } from '../chart/marks.ts';
import { narrowTerminalChart, terminalChart } from '../chart/terminal-chart.ts';
import { narrowTransactionChart, transactionChart } from '../chart/transaction-chart.ts';
import { toSvg } from '../chart/to-text.ts';
import type { Recording } from '../../machines/inspection/recording.types.ts';
import { verdictOf } from '../view/verdict.ts';

export const CHARTS = { transaction: transactionChart, terminal: terminalChart } as const;
export const NARROW_CHARTS = { transaction: narrowTransactionChart, terminal: narrowTerminalChart } as const;

/** A machine as an SVG file; with a transaction, the way that it took. */
export function exportChart(machine: keyof typeof CHARTS, recording?: Recording): string {
  if (recording === undefined) {
    const marks = {
      active: [],
      visited: new Set<string>(),
      taken: new Set<string>(),
      last: undefined,
      possible: new Set<string>(),
    };
    return toSvg(CHARTS[machine], { marks, tone: 'flight', label: `The states of the ${machine} machine` });
  }
  const moves: Move[] = recording.steps
    .filter(({ ev }) => ev !== 'opened')
    .map(({ ev, from, to }) => ({ event: ev, from, to }));
  const at = recording.steps.at(-1)?.to ?? '';
  return toSvg(transactionChart, {
    marks: marksAt(transactionChart, moves, [at]),
    tone: verdictOf(recording.head).tone,
    outcome: recording.head.outcome,
    label: `${recording.head.ref}: ${at}`,
  });
}

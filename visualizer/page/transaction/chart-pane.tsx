import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Chart } from '../../chart/chart.types.ts';
import { drawChart } from '../../chart/draw-chart.ts';
import { marksAt, type Move } from '../../chart/marks.ts';
import type { Tone } from '../../chart/palette.ts';
import { narrowTerminalChart, terminalChart } from '../../chart/terminal-chart.ts';
import { narrowTransactionChart, transactionChart } from '../../chart/transaction-chart.ts';
import type { Recording, TerminalHead } from '../../../machines/inspection/recording.types.ts';
import { verdictOf } from '../../view/verdict.ts';
import { draw } from '../icon.tsx';
import { StateCard } from './state-card.tsx';

/** Where a transaction stood at a moment, how it got there, and what could have come next. */
export function TransactionChart({
  recording,
  index,
}: {
  readonly recording: Recording;
  readonly index: number;
}): JSX.Element {
  const [state, setState] = useState<string | undefined>(undefined);
  const moment = recording.moments[index];
  const step = recording.steps[index];
  const drawn = useMemo(() => {
    const moves: Move[] = recording.steps
      .slice(0, index + 1)
      .filter(({ ev }) => ev !== 'opened')
      .map(({ ev, from, to }) => ({ event: ev, from, to }));
    const next = (moment?.next ?? [])
      .filter(({ isAccepted }) => isAccepted)
      .map(({ ev, to }) => ({ event: ev, from: step?.to ?? '', to }));
    const { tone } = verdictOf(moment?.head ?? recording.head);
    const outcome = moment?.head.outcome;
    const label = `Transaction machine: ${step?.to ?? 'nothing yet'} is active${moves.length === 0 ? '' : `, reached by ${moves.at(-1)?.event}`}`;
    return (chart: Chart) => {
      const marks = marksAt(chart, moves, [step?.to ?? ''], next);
      return { marks, tone, label, outcome, isInteractive: true };
    };
  }, [recording, index]);
  const charts = [transactionChart, narrowTransactionChart];
  return (
    <section class="chart" aria-label="Where it stands">
      {charts.map((chart) => (
        <ChartFrame key={chart.form} chart={chart} onState={setState}>
          {drawChart(draw, chart, drawn(chart))}
        </ChartFrame>
      ))}
      <StateCard state={state} recording={recording} index={index} />
    </section>
  );
}

const WORK_TONES: Readonly<Record<string, Tone>> = { occupied: 'flight', quarantined: 'unknown', idle: 'nottaken' };

/** Who may use a terminal. */
export function TerminalChart({
  terminal,
  last,
}: {
  readonly terminal: TerminalHead;
  readonly last: Move | undefined;
}): JSX.Element {
  const active = [`link.${terminal.link}`, `work.${terminal.work}`];
  const drawn = (chart: Chart) => ({
    marks: marksAt(chart, last === undefined ? [] : [last], active),
    tone: WORK_TONES[terminal.work] ?? ('nottaken' as const),
    label: `Terminal machine: ${terminal.link} and ${terminal.work} are active`,
  });
  return (
    <section class="chart small" aria-label="Who may use the terminal">
      {[terminalChart, narrowTerminalChart].map((chart) => (
        <div key={chart.form} class={chart.form}>
          {drawChart(draw, chart, drawn(chart))}
        </div>
      ))}
    </section>
  );
}

interface FrameProps {
  readonly chart: Chart;
  readonly onState: (state: string | undefined) => void;
  readonly children: JSX.Element;
}

const ARROWS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Boxes are reached by the arrow keys, along the lines where there is one. */
function ChartFrame({ chart, onState, children }: FrameProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent) => {
    const way = ARROWS[event.key];
    const from = stateOf(event);
    if (way === undefined || from === undefined) return;
    event.preventDefault();
    const line = chart.edges.find((edge) => (way === 1 ? edge.from.includes(from) : edge.to === from));
    const order = chart.boxes.map(({ state }) => state);
    const beside = order[(order.indexOf(from) + way + order.length) % order.length];
    const to = (way === 1 ? line?.to : line?.from[0]) ?? beside;
    frame.current?.querySelector<SVGElement>(`[data-state="${to}"]`)?.focus();
  };
  return (
    <div
      ref={frame}
      class={chart.form}
      onPointerOver={(event) => onState(stateOf(event))}
      onPointerLeave={() => onState(undefined)}
      onFocusIn={(event) => onState(stateOf(event))}
      onFocusOut={() => onState(undefined)}
      onKeyDown={onKey}
    >
      {children}
    </div>
  );
}

function stateOf({ target }: Event): string | undefined {
  return (target as Element).closest('[data-state]')?.getAttribute('data-state') ?? undefined;
}

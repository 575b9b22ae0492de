import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Chart } from '../../chart/chart.types.ts';
import { drawChart } from '../../chart/draw-chart.ts';
import { marksAt, type Move } from '../../chart/marks.ts';
import { narrowTransactionChart, transactionChart } from '../../chart/transaction-chart.ts';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { stateName } from '../../view/format.ts';
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
      <ChartInWords recording={recording} index={index} />
      <StateCard state={state} recording={recording} index={index} />
    </section>
  );
}

/** The same for who does not see it: the path so far, and what is possible now. */
function ChartInWords({ recording, index }: { readonly recording: Recording; readonly index: number }): JSX.Element {
  const steps = recording.steps.slice(0, index + 1);
  const path = steps
    .filter(({ from, to, ev }) => from !== to || ev === 'opened')
    .map(({ ev, to }) => `${ev} to ${stateName(to)}`);
  const next = new Set(
    (recording.moments[index]?.next ?? [])
      .filter(({ isAccepted }) => isAccepted)
      .map(({ ev, to }) => `${ev} to ${stateName(to)}`),
  );
  return (
    <p class="hidden">
      The way so far: {path.join(', then ')}. Possible now:{' '}
      {next.size === 0 ? 'nothing, it is settled' : [...next].join(', ')}.
    </p>
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

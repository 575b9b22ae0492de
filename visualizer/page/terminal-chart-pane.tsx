import type { JSX } from 'preact';
import type { TerminalHead } from '../../machines/inspection/recording.types.ts';
import type { Chart } from '../chart/chart.types.ts';
import { drawChart } from '../chart/draw-chart.ts';
import { marksAt, type ChartMarks, type Move } from '../chart/marks.ts';
import type { Tone } from '../chart/palette.ts';
import { narrowTerminalChart, terminalChart } from '../chart/terminal-chart.ts';
import { draw } from './icon.tsx';

const WORK_TONES: Readonly<Record<string, Tone>> = { occupied: 'flight', quarantined: 'unknown', idle: 'nottaken' };

/** Who may use a terminal, what led there, and the guards that decided it. */
export function TerminalChart({ terminal }: { readonly terminal: TerminalHead }): JSX.Element {
  const { link, work, last } = terminal;
  const moves = last === undefined ? [] : movesOf(last);
  const drawn = (chart: Chart) => ({
    marks: withOwnLabel(chart, marksAt(chart, moves, [`link.${link}`, `work.${work}`])),
    tone: WORK_TONES[work] ?? ('nottaken' as const),
    label: `Terminal machine: ${link} and ${work} are active${last === undefined ? '' : `, after ${last.ev}`}`,
  });
  const asked = Object.entries(last?.guards ?? {}).map(([name, value]) => `${name}: ${value ? 'yes' : 'no'}`);
  return (
    <section class="chart small" aria-label="Who may use the terminal">
      {[terminalChart, narrowTerminalChart].map((chart) => (
        <div key={chart.form} class={chart.form}>
          {drawChart(draw, chart, drawn(chart))}
        </div>
      ))}
      <p class="state-card">
        {last === undefined ? (
          <span class="dim">What the terminal does next is explained here.</span>
        ) : (
          <>
            <b>{last.ev}</b>{' '}
            <span class="dim">{asked.length === 0 ? 'no guard was asked' : `guards: ${asked.join(', ')}`}</span>
          </>
        )}
      </p>
    </section>
  );
}

/** There is no room for the name of an event between the boxes: the arrow keeps its label, and the line below has the name. */
function withOwnLabel(chart: Chart, marks: ChartMarks): ChartMarks {
  const { last } = marks;
  const label = chart.edges.find(({ id }) => id === last?.edge)?.label.text ?? '';
  return last === undefined ? marks : { ...marks, last: { ...last, event: label } };
}

/** Of `online idle` to `online occupied` the part that changed. */
function movesOf({ ev, from, to }: NonNullable<TerminalHead['last']>): Move[] {
  const [before, after] = [from.split(' '), to.split(' ')];
  return ['link', 'work'].flatMap((region, index) =>
    before[index] === after[index]
      ? []
      : [{ event: ev, from: `${region}.${before[index]}`, to: `${region}.${after[index]}` }],
  );
}

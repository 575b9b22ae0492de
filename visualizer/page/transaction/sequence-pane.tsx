import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { sequenceOf, type SequenceRow } from '../../view/sequence.ts';
import { lookAt } from '../store.ts';

const LANES = [8, 50, 92] as const;
/** How many rows are in the document: enough for any story, and no burden for a page that is open all day. */
const ROWS_MAX = 400;

/** What went between till, engine and terminal, and what was stored, in its order. */
export function SequencePane({
  recording,
  index,
}: {
  readonly recording: Recording;
  readonly index: number;
}): JSX.Element {
  const rows = useMemo(() => sequenceOf(recording), [recording]);
  const [first] = recording.steps;
  const hasWire = (recording.wire ?? []).length > 0;
  // Those around the moment: a long story is walked through, not scrolled through.
  const at = rows.findLastIndex(({ step, form }) => step <= index && form !== 'silence');
  const from = Math.max(0, Math.min(at - ROWS_MAX / 2, rows.length - ROWS_MAX));
  const kept = rows.slice(from, from + ROWS_MAX);
  const current = kept.findLastIndex(({ step, form }) => step === index && form !== 'silence');
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const pane = list.current;
    const row = pane?.querySelector<HTMLElement>('.row.now');
    if (!pane || !row || pane.scrollHeight <= pane.clientHeight) return;
    const [top, bottom] = [row.offsetTop - 36, row.offsetTop + row.offsetHeight + 8];
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (bottom > pane.scrollTop + pane.clientHeight) pane.scrollTop = bottom - pane.clientHeight;
  }, [current, kept.length]);
  return (
    <section ref={list} class="sequence" aria-label="Messages">
      <div class="lanes" aria-hidden="true">
        <span>time</span>
        <div>
          <span>Till</span>
          <span>Tenderline</span>
          <span>Terminal</span>
        </div>
        <span class="end">{hasWire ? 'size · took · checked' : '■ stored'}</span>
      </div>
      {rows.length > kept.length && (
        <p class="dim window">
          Lines {from + 1} to {from + kept.length} of {rows.length}, around this moment.
        </p>
      )}
      <ol start={from + 1}>
        {kept.map((row, position) => (
          <Row
            key={position}
            row={row}
            since={first?.at ?? 0}
            isLater={row.step > index}
            isCurrent={position === current}
          />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly row: SequenceRow;
  readonly since: number;
  readonly isLater: boolean;
  readonly isCurrent: boolean;
}

const WHERE = ['till', 'Tenderline', 'terminal'] as const;

function Row({ row, since, isLater, isCurrent }: RowProps): JSX.Element {
  const { form, at, step, text, note, from, to } = row;
  if (form === 'silence') return <li class="silence">{text}</li>;
  const time = ((at - since) / 1000).toFixed(3);
  const way = from === to ? 'stored' : `${WHERE[from]} to ${WHERE[to]}`;
  return (
    <li>
      <button
        type="button"
        class={`row is-${form}${isLater ? ' later' : ''}${isCurrent ? ' now' : ''}`}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={() => lookAt(step)}
      >
        <span class="num">{time}</span>
        <span class="hidden">
          {isLater ? 'later, ' : ''}
          {way}:
        </span>
        <Line row={row} />
        <span class="num end">{note}</span>
      </button>
    </li>
  );
}

function Line({ row: { form, from, to, text } }: { readonly row: SequenceRow }): JSX.Element {
  if (form === 'stored') {
    return (
      <span class="line">
        <i class="square" />
        <span class="beside">{text}</span>
      </span>
    );
  }
  const [left, right] = [Math.min(LANES[from], LANES[to]), Math.max(LANES[from], LANES[to])];
  const span = { left: `${left}%`, right: `${100 - right}%` };
  // What is cut ends half way.
  const line = form === 'cut' ? { ...span, left: `${(left + right) / 2}%` } : span;
  return (
    <span class="line">
      <i class={`arrow ${to > from ? 'out' : 'back'}`} style={line} />
      {form === 'cut' && (
        <b class="cross" style={{ left: line.left }}>
          ×
        </b>
      )}
      <span class={`above${left === LANES[0] ? ' till' : ''}`} style={span}>
        {text}
      </span>
    </span>
  );
}

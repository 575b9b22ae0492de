import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { computed } from '@preact/signals';
import type { Head } from '../../machines/inspection/feed.types.ts';
import type { TerminalHead } from '../../machines/inspection/recording.types.ts';
import type { IconName } from '../chart/icons.ts';
import { amountOf, duration } from '../view/format.ts';
import { Icon } from './icon.tsx';
import { go, heads, isLive, now, overview, route, search, terminals } from './store.ts';
import { matches, shortState } from './transaction/transaction-list.tsx';
import { TerminalChart } from './terminal-chart-pane.tsx';

type Kind = 'unknown' | 'stalled' | 'flight' | 'idle' | 'off';

interface Tile {
  readonly terminal: TerminalHead;
  readonly kind: Kind;
  readonly word: string;
  readonly head: Head | undefined;
}

/** In the order of their names, so that a terminal is always where it was. */
const tiles = computed(() =>
  [...terminals.value.values()].toSorted((a, b) => a.poi.localeCompare(b.poi, 'en', { numeric: true })).map(tileOf),
);

function tileOf(terminal: TerminalHead): Tile {
  const { unknown, running, work, link, waiting } = terminal;
  const head = heads.value.get(unknown[0] ?? running ?? '');
  if (work === 'quarantined') {
    const needsPerson = unknown.some((id) => heads.value.get(id)?.tags.includes('needsAttention'));
    return {
      terminal,
      head,
      ...(needsPerson ? { kind: 'stalled', word: 'person' } : { kind: 'unknown', word: 'unknown' }),
    };
  }
  if (work === 'occupied')
    return { terminal, head, kind: 'flight', word: waiting > 0 ? `+${waiting} waits` : 'shopper' };
  return link === 'offline'
    ? { terminal, head, kind: 'off', word: 'offline' }
    : { terminal, head, kind: 'idle', word: 'free' };
}

/** How many characters at the end of the names tell the terminals apart. */
const nameLength = computed(() => {
  const names = [...terminals.value.keys()];
  const isEnough = (length: number) => new Set(names.map((name) => name.slice(-length))).size === names.length;
  return [3, 4, 5].find(isEnough) ?? 5;
});

/** The part of a name that differs: `179` of `V400m-324688179`. */
function shortName(poi: string): string {
  return poi.slice(-nameLength.value);
}

const COUNTS: readonly (readonly [Kind, string])[] = [
  ['unknown', 'not known yet'],
  ['stalled', 'of them need a person'],
  ['flight', 'shopper busy'],
  ['idle', 'free'],
  ['off', 'offline'],
];

export function FleetView(): JSX.Element {
  const { value } = route;
  const needOnly = value.page === 'terminals' && value.needOnly;
  const chosen = value.page === 'terminals' ? value.poi : undefined;
  const needed = tiles.value.filter(({ kind }) => kind === 'unknown' || kind === 'stalled');
  const isAllRead = overview.value?.damaged.length === 0;
  const listed = (needOnly ? needed : tiles.value).filter(
    ({ terminal, head }) =>
      search.value === '' ||
      terminal.poi.toLowerCase().includes(search.value.toLowerCase()) ||
      (head !== undefined && matches(head, search.value)),
  );
  return (
    <main class="fleet">
      <h1 class="hidden">Terminals</h1>
      <div class="counts">
        {COUNTS.map(([kind, text]) => (
          <Count key={kind} kind={kind} text={text} />
        ))}
        <button
          type="button"
          class="button push"
          aria-pressed={needOnly}
          onClick={() => go({ page: 'terminals', needOnly: !needOnly })}
        >
          Only those that need a person
        </button>
      </div>
      <div class="need" aria-label="What needs a person">
        {needed.map((tile) => (
          <NeedCard key={tile.terminal.poi} tile={tile} />
        ))}
        {needed.length === 0 && (
          <p class="dim">
            {isAllRead ? 'Nothing is unknown.' : 'What cannot be read is unknown: see above.'} What needs a person
            appears here.
          </p>
        )}
      </div>
      <div class="tiles">
        <Tiles listed={listed} chosen={chosen} />
      </div>
      {listed.length === 0 && (
        <p class="empty">
          {terminals.value.size === 0 ? 'No terminals: this journal has none yet.' : 'No terminal matches.'}
        </p>
      )}
      {chosen !== undefined && <TerminalDetail poi={chosen} />}
    </main>
  );
}

const TONES = { unknown: 'unknown', stalled: 'person', flight: 'flight', idle: 'dim', off: 'dim' } as const;
const ICONS: Readonly<Record<Kind, IconName>> = {
  unknown: 'unknown',
  stalled: 'stalled',
  flight: 'flight',
  idle: 'idle',
  off: 'off',
};

function Count({ kind, text }: { readonly kind: Kind; readonly text: string }): JSX.Element {
  const isCounted = (tile: Tile) => tile.kind === kind || (kind === 'unknown' && tile.kind === 'stalled');
  return (
    <span class={`count tone-${TONES[kind]}`}>
      <Icon name={kind === 'stalled' ? 'warning' : ICONS[kind]} />
      <b>{tiles.value.filter(isCounted).length}</b>
      {text}
    </span>
  );
}

/** Of 200 tiles a few change at a time: an element that is the same one as before is passed over. */
function Tiles({
  listed,
  chosen,
}: {
  readonly listed: readonly Tile[];
  readonly chosen: string | undefined;
}): JSX.Element {
  const drawn = useRef(new Map<string, { readonly facts: string; readonly element: JSX.Element }>());
  const elements = listed.map((tile) => {
    const { poi } = tile.terminal;
    const facts = `${tile.kind} ${tile.word} ${poi === chosen} ${nameLength.value}`;
    const before = drawn.current.get(poi);
    if (before?.facts === facts) return before.element;
    const element = <TileButton key={poi} tile={tile} isChosen={poi === chosen} />;
    drawn.current.set(poi, { facts, element });
    return element;
  });
  return <>{elements}</>;
}

function TileButton({ tile, isChosen }: { readonly tile: Tile; readonly isChosen: boolean }): JSX.Element {
  const { terminal, kind, word } = tile;
  return (
    <button
      type="button"
      class={`tile ${kind} ${kind === 'unknown' || kind === 'stalled' ? 'tone-unknown' : `tone-${TONES[kind]}`}`}
      title={terminal.poi}
      aria-pressed={isChosen}
      onClick={() => go({ page: 'terminals', poi: terminal.poi, needOnly: false })}
    >
      <b>{shortName(terminal.poi)}</b>
      <Icon name={ICONS[kind]} size={14} />
      <em>{word}</em>
    </button>
  );
}

function NeedCard({ tile: { terminal, kind, head } }: { readonly tile: Tile }): JSX.Element {
  const due = head?.next === undefined || !isLive.value ? '' : `asks in ${duration(head.next - now.value)}`;
  return (
    <a
      class="need-card tone-unknown"
      href={`#/t/${encodeURIComponent(head?.id ?? '')}`}
      onClick={(event) => {
        event.preventDefault();
        if (head !== undefined) go({ page: 'transactions', id: head.id });
      }}
    >
      <Icon name={ICONS[kind]} size={22} />
      <span>
        <b>
          {shortName(terminal.poi)} · {head?.ref ?? 'unknown'}
        </b>
        <em>{[head === undefined ? '' : amountOf(head), due].filter((part) => part !== '').join(' · ')}</em>
      </span>
      {kind === 'stalled' && <span class="pill tone-person">person</span>}
    </a>
  );
}

/** One terminal: who may use it, and what it is used for. */
function TerminalDetail({ poi }: { readonly poi: string }): JSX.Element | null {
  const terminal = terminals.value.get(poi);
  if (terminal === undefined) return <p class="empty">There is no terminal {poi} here.</p>;
  const own = [...heads.value.values()].filter((head) => head.poi === poi).toSorted((a, b) => b.at - a.at);
  return (
    <section class="detail" aria-label={poi}>
      <div class="pane-head">
        <h2>{poi}</h2>
        <button type="button" class="button small" onClick={() => go({ page: 'terminals', needOnly: false })}>
          Close
        </button>
      </div>
      <TerminalChart terminal={terminal} />
      <ul class="plain">
        {own.slice(0, 6).map((head) => (
          <li key={head.id}>
            <a href={`#/t/${encodeURIComponent(head.id)}`}>{head.ref}</a> {amountOf(head)}{' '}
            <span class="dim">{shortState(head)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

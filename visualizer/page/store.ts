import { batch, computed, effect, signal } from '@preact/signals';
import type { Head } from '../../machines/inspection/feed.types.ts';
import type { Recording, TerminalHead } from '../../machines/inspection/recording.types.ts';
import type { Changes, Overview } from '../view/overview.ts';
import { dataSource } from './data.ts';
import { hashOf, parseRoute, type Route } from './route.ts';

/** The state of the page. Data come in here, and every view reads from here. */
const source = dataSource();

export const overview = signal<Overview | undefined>(undefined);
/** By id. What changes keeps its place. */
export const heads = signal<ReadonlyMap<string, Head>>(new Map());
export const terminals = signal<ReadonlyMap<string, TerminalHead>>(new Map());
export const route = signal<Route>(parseRoute(location.hash));
export const search = signal('');
export const recording = signal<Recording | undefined>(undefined);
/** The id that was asked for and is not there. */
export const missing = signal<string | undefined>(undefined);
export const connection = signal<'connecting' | 'open' | 'lost' | 'refused'>('connecting');
export const missed = signal(0);
export const now = signal(Date.now());
export const notice = signal('');

const KEPT_MAX = 20_000;

/** The one that is open, by the address. */
export const openId = computed(() => (route.value.page === 'transactions' ? route.value.id : undefined));
export const isLive = computed(() => overview.value?.source === 'live');

/** The till of the play view is killed: nothing is asked until it is started. */
export const isKilled = signal(false);

/** The step that is looked at: that of the address, or the last one. */
export const playhead = computed(() => {
  const count = recording.value?.steps.length ?? 0;
  const wanted = route.value.page === 'transactions' ? route.value.seq : undefined;
  return Math.max(0, Math.min(wanted ?? count - 1, count - 1));
});
export const isFollowing = computed(() => route.value.page !== 'transactions' || route.value.seq === undefined);

export function go(to: Route): void {
  const hash = hashOf(to);
  if (location.hash !== hash) history.replaceState(undefined, '', hash);
  route.value = to;
}

/** Looks at a step of the open transaction. */
export function lookAt(index: number): void {
  const { value } = route;
  const count = recording.value?.steps.length ?? 0;
  if (value.page !== 'transactions' || count === 0) return;
  go({ ...value, seq: Math.max(0, Math.min(index, count - 1)) });
}

export function followLive(): void {
  const { value } = route;
  if (value.page !== 'transactions' || value.id === undefined) return;
  go({ page: 'transactions', id: value.id });
}

/** The other end of a comparison: the step before, until another one is chosen. */
export function toggleCompare(): void {
  const { value } = route;
  if (value.page !== 'transactions') return;
  const { versus, ...rest } = value;
  go(versus === undefined ? { ...rest, seq: playhead.value, versus: Math.max(0, playhead.value - 1) } : rest);
}

let reload: ReturnType<typeof setTimeout> | undefined;

async function load(id: string): Promise<void> {
  // What is displayed stays when it cannot be read anew: the banner says that it may be old.
  const loaded = await source.transaction(id).catch(() => recording.peek());
  if (id !== (openId.peek() ?? playing.peek())) return;
  batch(() => {
    recording.value = loaded;
    missing.value = loaded === undefined ? id : undefined;
  });
}

/** The transaction of the play view, which has none in its address. */
export const playing = signal<string | undefined>(undefined);

/** A grid need not change more than five times a second; whoever looks at one transaction sees it sooner. */
const GRID_EVERY_MS = 200;
const waiting = { heads: new Map<string, Head>(), terminals: new Map<string, TerminalHead>() };
let painting: ReturnType<typeof setTimeout> | undefined;

function paint(): void {
  painting = undefined;
  batch(() => {
    if (waiting.heads.size > 0) heads.value = merged(heads.peek(), waiting.heads);
    if (waiting.terminals.size > 0) terminals.value = merged(terminals.peek(), waiting.terminals);
  });
  waiting.heads.clear();
  waiting.terminals.clear();
}

function takeChanges(changes: Changes): void {
  for (const head of changes.heads) waiting.heads.set(head.id, head);
  for (const terminal of changes.terminals) waiting.terminals.set(terminal.poi, terminal);
  if (changes.removed !== undefined) forget(changes.removed);
  if (changes.missed > 0) missed.value += changes.missed;
  painting ??= setTimeout(paint, route.peek().page === 'terminals' ? GRID_EVERY_MS : 0);
  const id = openId.peek() ?? playing.peek();
  if (id === undefined || changes.heads.every((head) => head.id !== id) || reload !== undefined) return;
  reload = setTimeout(() => {
    reload = undefined;
    void load(id);
  }, 60);
}

function forget(removed: readonly string[]): void {
  for (const poi of removed) waiting.terminals.delete(poi);
  terminals.value = new Map([...terminals.peek()].filter(([poi]) => !removed.includes(poi)));
}

function merged<T>(before: ReadonlyMap<string, T>, changed: ReadonlyMap<string, T>): Map<string, T> {
  const after = new Map([...before, ...changed]);
  for (const key of after.keys()) {
    if (after.size <= KEPT_MAX) break;
    after.delete(key);
  }
  return after;
}

export async function start(): Promise<void> {
  addEventListener('hashchange', () => (route.value = parseRoute(location.hash)));
  effect(() => {
    const id = openId.value ?? playing.value;
    if (recording.peek()?.head.id !== id) recording.value = undefined;
    missing.value = undefined;
    if (id !== undefined) void load(id);
  });
  await open();
  // Deadlines count down; nothing else on the page depends on the time.
  setInterval(() => (now.value = Date.now()), 200);
}

async function open(): Promise<void> {
  try {
    const loaded = await source.overview();
    batch(() => {
      overview.value = loaded;
      heads.value = new Map(loaded.heads.map((head) => [head.id, head]));
      terminals.value = new Map(loaded.terminals.map((terminal) => [terminal.poi, terminal]));
      connection.value = 'open';
    });
    const [first] = loaded.heads;
    if (location.hash.length < 3) {
      if (loaded.canPlay) go({ page: 'play', scene: 0 });
      else if (first !== undefined)
        go({ page: 'transactions', id: (loaded.heads.find(({ outcome }) => outcome === undefined) ?? first).id });
    }
    if (loaded.isFollowed) {
      source.follow(takeChanges, (state) => {
        connection.value = state;
        // What happened meanwhile is in the overview: also between the first one and the beginning of the stream.
        if (state === 'open') void refresh();
      });
    }
  } catch {
    connection.value = 'refused';
  }
}

async function refresh(): Promise<void> {
  const loaded = await source.overview();
  batch(() => {
    overview.value = loaded;
    heads.value = new Map(loaded.heads.map((head) => [head.id, head]));
    terminals.value = new Map(loaded.terminals.map((terminal) => [terminal.poi, terminal]));
  });
  const id = openId.peek() ?? playing.peek();
  if (id !== undefined) await load(id);
}

/** Says something for a moment, in the corner and to a screen reader. */
export function notify(text: string): void {
  notice.value = text;
  setTimeout(() => notice.peek() === text && (notice.value = ''), 4000);
}

import { copyLink } from './transaction/time-bar.tsx';
import { followLive, go, heads, lookAt, openId, overview, playhead, recording, route, toggleCompare } from './store.ts';
import { matches } from './transaction/transaction-list.tsx';
import { search } from './store.ts';

/** The keys, for the help and for who reads this. Off while one types. */
export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'search'],
  ['g then t, x, p', 'terminals, transactions, play'],
  ['j k', 'next and previous transaction'],
  ['[ ]', 'one event back, forward'],
  ['Home End', 'first and last event'],
  ['l', 'follow what happens now'],
  ['c', 'compare two moments'],
  ['w', 'what if'],
  ['y', 'copy a link to this moment'],
  ['?', 'these keys'],
];

let isGoing = false;

export function listenToKeys(onHelp: () => void): void {
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) {
      if (key === 'Escape') target.blur();
      return;
    }
    if (isGoing) {
      isGoing = false;
      return goTo(key);
    }
    const act = ACTIONS[key];
    if (key === '?') onHelp();
    else if (act !== undefined) {
      event.preventDefault();
      act();
    }
  });
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  g: () => (isGoing = true),
  j: () => beside(1),
  k: () => beside(-1),
  '[': () => lookAt(playhead.peek() - 1),
  ']': () => lookAt(playhead.peek() + 1),
  Home: () => lookAt(0),
  End: () => lookAt((recording.peek()?.steps.length ?? 1) - 1),
  l: followLive,
  c: toggleCompare,
  w: () => document.querySelector<HTMLSelectElement>('#what-if')?.focus(),
  y: () => void copyLink(),
};

function goTo(key: string): void {
  const id = openId.peek();
  if (key === 't') go({ page: 'terminals', needOnly: false });
  if (key === 'x') go({ page: 'transactions', ...(id !== undefined && { id }) });
  if (key === 'p' && overview.peek()?.canPlay === true) go({ page: 'play', scene: 0 });
}

function beside(way: 1 | -1): void {
  if (route.peek().page !== 'transactions') return;
  const listed = [...heads.peek().values()]
    .toSorted((a, b) => b.at - a.at)
    .filter((head) => matches(head, search.peek()));
  const at = listed.findIndex(({ id }) => id === openId.peek());
  const next = listed[at + way];
  if (next !== undefined) go({ page: 'transactions', id: next.id });
}

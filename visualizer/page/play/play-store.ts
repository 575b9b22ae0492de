import { signal } from '@preact/signals';
import type { PlayAction, PlayState } from '../../view/play-state.ts';
import { isKilled, notify, playing } from '../store.ts';

/** The till and the terminal of the play view. */
export const play = signal<PlayState | undefined>(undefined);
export const draft = signal({ amount: '42.00', reference: nextReference(undefined), asksForTip: false });

let isFollowing = false;

/** Begins to follow; once is enough. */
export function followPlay(): void {
  if (isFollowing) return;
  isFollowing = true;
  new EventSource('/api/play/feed').addEventListener('message', ({ data }: MessageEvent<string>) => {
    const state = JSON.parse(data) as PlayState;
    play.value = state;
    isKilled.value = state.pid === undefined;
    if (state.transaction !== undefined) playing.value = state.transaction;
  });
}

let sending: Promise<void> = Promise.resolve();

/** One after the other, in the order in which they were pressed. */
export function act(action: PlayAction): Promise<void> {
  sending = sending.then(() => send(action));
  return sending;
}

async function send(action: PlayAction): Promise<void> {
  const response = await fetch('/api/play/do', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  }).catch(() => undefined);
  if (response === undefined) return notify('The program behind this page has ended.');
  const { done, why = '' } = (await response.json()) as { done: boolean; why?: string };
  if (!done) notify(why);
}

export function pay(): void {
  const { amount, reference, asksForTip } = draft.peek();
  const minor = Math.round(Number(amount.replace(',', '.')) * 100);
  if (!Number.isSafeInteger(minor) || minor <= 0) return notify('An amount, such as 42.00');
  void act({ do: 'pay', amount: { currency: 'EUR', value: minor }, reference, asksForTip });
  draft.value = { ...draft.peek(), reference: nextReference(reference) };
}

/** `ORDER-1002` after `ORDER-1001`. */
function nextReference(last: string | undefined): string {
  const [, number = '1000'] = /(\d+)$/.exec(last ?? '') ?? [];
  return `ORDER-${Number(number) + 1}`;
}

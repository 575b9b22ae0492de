import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Rank } from '../../../../adapters/ports/transport.port.ts';
import { EventQueue } from '../../../../engine/runtime/event-queue.ts';
import { Slices } from '../../../../engine/runtime/slices.ts';
import type { TransactionEventPayload } from '../../../../machines/index.ts';

/** Asks for turns; `had` has those that came. */
function crowd() {
  const slices = new Slices();
  const had: string[] = [];
  const ask = (name: string, rank?: Rank) => {
    const turn = slices.turn(rank);
    if (turn === undefined) had.push(name);
    else void turn.then(() => had.push(name));
  };
  return { slices, had, ask };
}

describe('the turns of a burst', () => {
  it('are at once for the first four, and four more for each round of the event loop', async () => {
    const { had, ask } = crowd();
    for (let count = 1; count <= 10; count += 1) ask(`t${count}`);
    expect(had).toHaveLength(4);
    await setImmediate();
    expect(had).toHaveLength(8);
    await setImmediate();
    expect(had).toEqual(Array.from({ length: 10 }, (_, index) => `t${index + 1}`));
  });

  it('are at once again when the burst is over', async () => {
    const { had, ask } = crowd();
    for (let count = 1; count <= 5; count += 1) ask(`t${count}`);
    for (let round = 0; round < 3; round += 1) await setImmediate();
    ask('later');
    expect(had.at(-1)).toBe('later');
  });

  it('come first for what stops something, and one of each round is for what nobody waits for', async () => {
    const { had, ask } = crowd();
    for (let count = 1; count <= 20; count += 1) ask(`t${count}`);
    ask('check', 'later');
    ask('abort', 'first');
    await setImmediate();
    expect(had.slice(4)).toEqual(['abort', 't5', 't6', 'check']);
  });
});

describe('the events of a transaction in a burst', () => {
  it('have their turn with an abort that comes while they wait, before other transactions', async () => {
    const { slices, had, ask } = crowd();
    const delivered: string[] = [];
    const queue = new EventQueue(async (payload) => void delivered.push(payload.type), slices);
    await queue.open();
    for (let count = 1; count <= 50; count += 1) ask(`t${count}`);
    const written: TransactionEventPayload = { type: 'link.written' };
    queue.post(written);
    queue.post({ type: 'sale.abort' });
    expect(queue.has('link.written')).toBe(true);
    await setImmediate();
    await setImmediate();
    expect(delivered).toEqual(['link.written', 'sale.abort']);
    expect(had.length).toBeLessThan(20);
  });
});

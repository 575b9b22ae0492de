import { BehaviorSubject, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { asyncValues } from '../../../../engine/runtime/async-values.ts';
import { settle } from '../../../support/clock.ts';

/** A stream, and a reader of it that keeps what it read. */
function reading(bufferedMax = 3, signal?: AbortSignal) {
  const source = new Subject<number>();
  return { source, reader: asyncValues(source, bufferedMax, signal) };
}

const DONE = { done: true, value: undefined };

describe('the values of a stream, read by for await', () => {
  it('are those from the call on: nothing is lost between the call and the first read', async () => {
    const { source, reader } = reading();
    source.next(1);
    source.next(2);
    expect([await reader.next(), await reader.next()]).toMatchObject([{ value: 1 }, { value: 2 }]);
  });

  it('wait for a slow reader up to the bound, and then the oldest are lost, never the newest', async () => {
    const { source, reader } = reading(3);
    for (const value of [1, 2, 3, 4, 5]) source.next(value);
    source.complete();
    const read: number[] = [];
    for await (const value of reader) read.push(value);
    expect(read).toEqual([3, 4, 5]);
  });

  it('end a read that is under way when return() is called, which a generator alone would keep waiting', async () => {
    const { source, reader } = reading();
    const waiting = reader.next();
    expect(await reader.return?.()).toEqual(DONE);
    expect(await waiting).toEqual(DONE);
    expect(source.observed).toBe(false);
  });

  it('are let go by a reader that leaves before its first read', async () => {
    const { source, reader } = reading();
    source.next(1);
    await reader.return?.();
    expect(source.observed).toBe(false);
    expect(await reader.next()).toEqual(DONE);
  });

  it('are let go when the loop throws', async () => {
    const source = new BehaviorSubject(1);
    const reader = asyncValues(source, 3);
    const looping = (async () => {
      for await (const value of reader) throw new Error(`on ${value}`);
    })();
    await expect(looping).rejects.toThrow('on 1');
    expect(source.observed).toBe(false);
  });

  it('end by a signal: the read that is under way rejects with its reason, and the stream is let go', async () => {
    const ending = new AbortController();
    const { source, reader } = reading(3, ending.signal);
    const waiting = reader.next();
    ending.abort(new Error('the till closes'));
    await expect(waiting).rejects.toThrow('the till closes');
    expect(source.observed).toBe(false);
    expect(await reader.next()).toEqual(DONE);
  });

  it('end by a signal that nobody reads after: no rejection is left unhandled, and the next read tells', async () => {
    const ending = new AbortController();
    const { source, reader } = reading(3, ending.signal);
    source.next(1);
    ending.abort(new Error('the till closes'));
    await settle();
    expect(source.observed).toBe(false);
    await expect(reader.next()).rejects.toThrow('the till closes');
  });

  it('do not begin with a signal that is aborted already', async () => {
    const { source, reader } = reading(3, AbortSignal.abort(new Error('too late')));
    expect(source.observed).toBe(false);
    await expect(reader.next()).rejects.toThrow('too late');
  });

  it('leave nothing on a signal that outlives them', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const { source, reader } = reading(3, signal);
    expect(added).toHaveBeenCalledTimes(1);
    source.complete();
    expect(await reader.next()).toEqual(DONE);
    expect(removed).toHaveBeenCalledWith('abort', added.mock.calls[0]?.[1]);
  });
});

import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport, TransportResult } from '../../adapters/ports/transport.port.ts';
import { deliveryOf, failure, type Failure } from '../../protocol/faults.ts';

/** A transport, and the peer that it reaches. The peer keeps every request waiting until a test decides what to do with it. */
export interface TransportBench {
  readonly transport: Transport;
  /** The bodies that reached the peer, as text, in order. */
  readonly received: readonly string[];
  /** Resolves when that many requests have reached the peer. */
  reached(count: number): Promise<void>;
  /** Answers the request with that body. */
  answer(request: string, status: number, body: string): void;
  /** Ends the connection of the request with that body without an answer. */
  breakOff(request: string): void;
  /** Waits for a promise; where time is virtual, it passes meanwhile. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** A transport to a peer that is not there, where there can be one. */
  readonly nowhere?: Transport;
}

export interface TransportSetup {
  readonly setup: () => Promise<TransportBench>;
  readonly teardown: () => Promise<void>;
}

/** What every transport promises (`adapters/ports/transport.port.ts`). */
export function transportCompliance({ setup, teardown }: TransportSetup): void {
  let bench: TransportBench;
  beforeEach(async () => {
    bench = await setup();
  });
  afterEach(async () => {
    await bench.transport.close();
    await teardown();
  });

  /** Sends a request; `onWritten` counts. */
  function post(text: string, { transport = bench.transport, signal = new AbortController().signal } = {}) {
    const onWritten = vi.fn<() => void>();
    return { onWritten, result: transport.post({ body: Buffer.from(text), signal, onWritten }) };
  }

  describe('a request', () => {
    it('reaches the peer once and as it is, and its answer comes back', async () => {
      const { result } = post('{"a":"é"}');
      await bench.reached(1);
      bench.answer('{"a":"é"}', 200, '{"b":"ü"}');
      expect(contentOf(await bench.until(result))).toBe('200 {"b":"ü"}');
      expect(bench.received).toEqual(['{"a":"é"}']);
    });

    it('is reported as written once, before its answer', async () => {
      const { result, onWritten } = post('a');
      await bench.reached(1);
      await bench.until(vi.waitFor(() => expect(onWritten).toHaveBeenCalledTimes(1)));
      bench.answer('a', 200, '');
      await bench.until(result);
      expect(onWritten).toHaveBeenCalledTimes(1);
    });

    it('may go without anything to call when it is written', async () => {
      const result = bench.transport.post({ body: Buffer.from('a'), signal: new AbortController().signal });
      await bench.reached(1);
      bench.answer('a', 200, 'b');
      expect(contentOf(await bench.until(result))).toBe('200 b');
    });

    it('leaves its body and the signal as they were', async () => {
      const body = Buffer.from('abc');
      const { signal } = new AbortController();
      const result = bench.transport.post({ body, signal });
      await bench.reached(1);
      bench.answer('abc', 200, '');
      await bench.until(result);
      expect(body.toString()).toBe('abc');
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    it.each([200, 204, 307, 400, 500])('is answered whatever the status is, also %d', async (status) => {
      const { result } = post('a');
      await bench.reached(1);
      bench.answer('a', status, '');
      expect(contentOf(await bench.until(result))).toBe(`${status} `);
      expect(bench.received).toHaveLength(1);
    });

    it('may overtake one that waits, and each gets its own answer', async () => {
      const first = post('first');
      await bench.reached(1);
      const second = post('second');
      await bench.reached(2);
      bench.answer('second', 200, '2');
      expect(contentOf(await bench.until(second.result))).toBe('200 2');
      bench.answer('first', 200, '1');
      expect(contentOf(await bench.until(first.result))).toBe('200 1');
    });
  });

  describe('a request that fails', () => {
    it('may have been sent when the peer ends the connection without an answer, and is not sent again', async () => {
      const { result } = post('a');
      await bench.reached(1);
      bench.breakOff('a');
      expect(deliveryOf(codeOf(await bench.until(result)))).toBe('maybeSent');
      expect(bench.received).toEqual(['a']);
    });

    it('was not sent when there is no peer', async ({ skip }) => {
      if (bench.nowhere === undefined) skip();
      const { result, onWritten } = post('a', { transport: bench.nowhere });
      expect(deliveryOf(codeOf(await bench.until(result)))).toBe('notSent');
      expect(onWritten).not.toHaveBeenCalled();
    });
  });

  describe('the question right before the first byte', () => {
    const withdrawn = failure('ERR_WITHDRAWN');
    const ask = (whyNotSend: () => Failure | undefined, transport = bench.transport) => {
      const onWritten = vi.fn<() => void>();
      const { signal } = new AbortController();
      return { onWritten, result: transport.post({ body: Buffer.from('a'), signal, whyNotSend, onWritten }) };
    };

    it('is asked once, before anything reaches the peer', async () => {
      const whyNotSend = vi.fn<() => undefined>(() => {
        expect(bench.received).toEqual([]);
        return undefined;
      });
      const { result } = ask(whyNotSend);
      await bench.reached(1);
      bench.answer('a', 200, 'b');
      expect(contentOf(await bench.until(result))).toBe('200 b');
      expect(whyNotSend).toHaveBeenCalledTimes(1);
    });

    it('keeps the request from being sent, and its failure is the result', async () => {
      const { result, onWritten } = ask(() => withdrawn);
      expect(await bench.until(result)).toEqual({ kind: 'failed', failure: withdrawn });
      const other = post('b');
      await bench.reached(1);
      bench.answer('b', 200, '');
      await bench.until(other.result);
      expect(onWritten).not.toHaveBeenCalled();
      expect(bench.received).toEqual(['b']);
    });

    it('keeps the request from being sent when it throws, too', async () => {
      const { result, onWritten } = ask(() => {
        throw new Error('undecided');
      });
      expect(deliveryOf(codeOf(await bench.until(result)))).toBe('notSent');
      expect(onWritten).not.toHaveBeenCalled();
      expect(bench.received).toEqual([]);
    });

    it('is not asked when there is no peer to send to', async ({ skip }) => {
      if (bench.nowhere === undefined) skip();
      const whyNotSend = vi.fn<() => undefined>(() => undefined);
      expect(deliveryOf(codeOf(await bench.until(ask(whyNotSend, bench.nowhere).result)))).toBe('notSent');
      expect(whyNotSend).not.toHaveBeenCalled();
    });
  });

  describe('a signal', () => {
    it('that is aborted already keeps the request from being sent', async () => {
      const { result, onWritten } = post('a', { signal: AbortSignal.abort() });
      expect(codeOf(await bench.until(result))).toBe('ERR_LINK_CANCELLED');
      expect(onWritten).not.toHaveBeenCalled();
      expect(bench.received).toEqual([]);
    });

    it('that is aborted right after the call says that nothing was sent only when that is so', async () => {
      const giveUp = new AbortController();
      const { result } = post('a', { signal: giveUp.signal });
      giveUp.abort();
      const code = codeOf(await bench.until(result));
      expect(['ERR_LINK_CANCELLED', 'ERR_LINK_ABANDONED']).toContain(code);
      const other = post('b');
      await bench.reached(code === 'ERR_LINK_CANCELLED' ? 1 : 2);
      bench.answer('b', 200, '');
      await bench.until(other.result);
      expect(bench.received).toEqual(code === 'ERR_LINK_CANCELLED' ? ['b'] : ['a', 'b']);
    });

    it('that is aborted while the answer is awaited ends the wait, and the request may have been sent', async () => {
      const giveUp = new AbortController();
      const { result } = post('a', { signal: giveUp.signal });
      await bench.reached(1);
      giveUp.abort();
      expect(codeOf(await bench.until(result))).toBe('ERR_LINK_ABANDONED');
      bench.answer('a', 200, 'late');
      expect(codeOf(await bench.until(result))).toBe('ERR_LINK_ABANDONED');
      expect(bench.received).toEqual(['a']);
    });

    it('of one request leaves the others alone', async () => {
      const giveUp = new AbortController();
      const given = post('given up', { signal: giveUp.signal });
      const kept = post('kept');
      await bench.reached(2);
      giveUp.abort();
      expect(codeOf(await bench.until(given.result))).toBe('ERR_LINK_ABANDONED');
      bench.answer('kept', 200, '1');
      expect(contentOf(await bench.until(kept.result))).toBe('200 1');
    });

    it('that is aborted after the answer changes nothing', async () => {
      const giveUp = new AbortController();
      const { result } = post('a', { signal: giveUp.signal });
      await bench.reached(1);
      bench.answer('a', 200, 'b');
      await bench.until(result);
      giveUp.abort();
      expect(contentOf(await bench.until(result))).toBe('200 b');
      expect(bench.received).toEqual(['a']);
    });
  });

  describe('close', () => {
    it('ends what is under way, and is safe to call twice', async () => {
      const results = [post('a').result, post('b').result];
      await bench.reached(2);
      await bench.transport.close();
      await bench.transport.close();
      expect((await bench.until(Promise.all(results))).map(codeOf)).toEqual([
        'ERR_LINK_ABANDONED',
        'ERR_LINK_ABANDONED',
      ]);
    });

    it('lets no later request out', async () => {
      await bench.transport.close();
      const { result, onWritten } = post('a');
      expect(codeOf(await bench.until(result))).toBe('ERR_LINK_CANCELLED');
      expect(onWritten).not.toHaveBeenCalled();
      expect(bench.received).toEqual([]);
    });
  });
}

function codeOf(result: TransportResult): string {
  return result.kind === 'failed' ? result.failure.code : `HTTP ${result.status}`;
}

function contentOf(result: TransportResult): string {
  return result.kind === 'failed' ? result.failure.code : `${result.status} ${Buffer.from(result.body).toString()}`;
}

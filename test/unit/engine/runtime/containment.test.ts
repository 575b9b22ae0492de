import { BehaviorSubject, map, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  contained,
  describeError,
  detached,
  safeLogger,
  SafeObservable,
} from '../../../../engine/runtime/containment.ts';
import { silentLogger, type Logger } from '../../../../engine/runtime/logging.ts';
import { JournalError } from '../../../../errors.ts';
import { settle } from '../../../support/clock.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

const fail = (): never => {
  throw new Error('4111111111111111');
};

/** A logger that keeps its lines, with the bindings of the child that wrote them. */
function keptLog(bindings: object = {}, lines: [string, object, string][] = []): { log: Logger; lines: typeof lines } {
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push([level, { ...bindings, ...fields }, message]);
  const levels = Object.fromEntries(LEVELS.map((level) => [level, write(level)])) as unknown as Logger;
  return { log: { ...levels, child: (more) => keptLog({ ...bindings, ...more }, lines).log }, lines };
}

describe('a safe logger', () => {
  it('passes each line on as it is, also those of its children', () => {
    const { log, lines } = keptLog();
    const safe = safeLogger(log);
    safe.info({ ms: 1 }, 'answer');
    safe.child({ a: 1 }).child({ b: 2 }).error({ code: 'x' }, 'bad');
    expect(lines).toEqual([
      ['info', { ms: 1 }, 'answer'],
      ['error', { a: 1, b: 2, code: 'x' }, 'bad'],
    ]);
  });

  it('loses a line that cannot be logged, and nothing else, at every level', () => {
    const throwing = Object.fromEntries(LEVELS.map((level) => [level, fail]));
    const safe = safeLogger({ ...silentLogger, ...throwing, child: () => ({ ...silentLogger, ...throwing }) });
    for (const level of LEVELS) {
      expect(() => safe[level]({}, 'line')).not.toThrow();
      expect(() => safe.child({})[level]({}, 'line')).not.toThrow();
    }
  });

  it('logs by itself what its child should have logged, when none can be made', () => {
    const { log, lines } = keptLog();
    safeLogger({ ...log, child: fail })
      .child({ a: 1 })
      .warn({}, 'line');
    expect(lines).toEqual([['warn', {}, 'line']]);
  });

  it('takes care of a promise that a logger gives, and of a child that is no logger', async () => {
    const later = async () => fail();
    const promising = Object.fromEntries(LEVELS.map((level) => [level, later])) as unknown as Logger;
    const safe = safeLogger({ ...promising, child: () => undefined as never });
    expect(() => safe.info({}, 'line')).not.toThrow();
    expect(() => safe.child({ a: 1 }).error({}, 'line')).not.toThrow();
    await settle();
  });

  it('calls the methods of a logger on the logger: one that is a class keeps working', () => {
    class ClassLogger {
      readonly lines: string[] = [];
      info(_fields: object, message: string) {
        this.lines.push(message);
      }
    }
    const logger = new ClassLogger();
    safeLogger(logger as unknown as Logger).info({}, 'line');
    expect(logger.lines).toEqual(['line']);
  });
});

describe('a stream whose subscriber throws', () => {
  it.each<[string, (stream: SafeObservable<number>) => void]>([
    ['a function', (stream) => stream.subscribe(fail)],
    ['an observer', (stream) => stream.subscribe({ next: fail, error: fail, complete: fail })],
    ['three functions', (stream) => stream.subscribe(fail, fail, fail)],
  ])('(%s) logs that by its name alone, and the others get every value', async (_, subscribe) => {
    const { log, lines } = keptLog();
    const source = new Subject<number>();
    const stream = new SafeObservable(source, log);
    subscribe(stream);
    const values: number[] = [];
    stream.subscribe((value) => values.push(value));
    source.next(1);
    source.next(2);
    await settle();
    expect(values).toEqual([1, 2]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual(['error', { event: 'engine.subscriberThrew', error: 'Error' }, expect.any(String)]);
  });

  it('later, by a promise that it gave, is logged as well', async () => {
    const { log, lines } = keptLog();
    const source = new Subject<number>();
    const later: () => unknown = async () => fail();
    new SafeObservable(source, log).subscribe(later);
    source.next(1);
    await settle();
    expect(lines).toEqual([['error', { event: 'engine.subscriberThrew', error: 'Error' }, expect.any(String)]]);
  });

  it('behind an operator is logged as well, and so is what the operator throws when no one asked for errors', async () => {
    const { log, lines } = keptLog();
    const source = new Subject<number>();
    const stream = new SafeObservable(source, log);
    stream.pipe(map((value) => value + 1)).subscribe(fail);
    stream.pipe(map(fail)).subscribe();
    const values: number[] = [];
    stream.pipe(map((value) => value + 1)).subscribe((value) => values.push(value));
    source.next(1);
    source.next(2);
    await settle();
    expect(values).toEqual([2, 3]);
    expect(lines).toHaveLength(3);
  });

  it('at the end of the stream is logged as well', () => {
    const { log, lines } = keptLog();
    const source = new Subject<number>();
    new SafeObservable(source, log).subscribe({ complete: fail });
    source.complete();
    expect(lines).toHaveLength(1);
  });

  it('behind an operator of its own is the business of that operator', () => {
    const { log, lines } = keptLog();
    const source = new Subject<number>();
    const errors: unknown[] = [];
    new SafeObservable(source, log).pipe(map(fail)).subscribe({ error: (reason) => errors.push(reason) });
    source.next(1);
    expect(errors).toHaveLength(1);
    expect(lines).toEqual([]);
  });
});

describe('a stream that is read by for await', () => {
  it('gives the current value first, then each one, and ends with the stream', async () => {
    const source = new BehaviorSubject(1);
    const stream = new SafeObservable(source, silentLogger);
    const read: number[] = [];
    const done = (async () => {
      for await (const value of stream) read.push(value);
    })();
    await settle();
    expect(read).toEqual([1]);
    source.next(2);
    source.next(3);
    source.complete();
    await done;
    expect(read).toEqual([1, 2, 3]);
  });

  it('keeps a thousand values for a reader that is slow, and no more: it misses the oldest', async () => {
    const source = new Subject<number>();
    const reader = new SafeObservable(source, silentLogger)[Symbol.asyncIterator]();
    const first = reader.next();
    for (let value = 0; value < 3000; value += 1) source.next(value);
    source.complete();
    const read = [(await first).value];
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) read.push(next.value);
    expect(read).toHaveLength(1000);
    expect([read[0], read.at(-1)]).toEqual([2000, 2999]);
  });

  it('is not subscribed any more when its reader has left, or when it ended', async () => {
    const source = new BehaviorSubject(1);
    const stream = new SafeObservable(source, silentLogger);
    for await (const value of stream) if (value === 1) break;
    expect(source.observed).toBe(false);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    expect(source.observed).toBe(true);
    source.complete();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(source.observed).toBe(false);
  });

  it('ends where a stream fails', async () => {
    const source = new BehaviorSubject(1);
    const reader = new SafeObservable(source, silentLogger)[Symbol.asyncIterator]();
    await reader.next();
    source.error(new Error('not of this engine'));
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});

describe('what must not fail', () => {
  it('is logged as a bug when it does, by its code alone, and its caller goes on', async () => {
    const { log, lines } = keptLog();
    contained(log, 'a step', fail);
    detached(log, 'some work', Promise.reject(new JournalError('ERR_JOURNAL_IO', '4111111111111111')));
    detached(log, 'other work', Promise.resolve());
    await settle();
    expect(lines.map(([level, fields]) => [level, fields])).toEqual([
      ['error', { event: 'engine.contained', part: 'a step', error: 'Error' }],
      ['error', { event: 'engine.contained', part: 'some work', error: 'ERR_JOURNAL_IO' }],
    ]);
  });

  it.each<[unknown, string]>([
    [Object.assign(new Error('secret'), { code: 'ENOSPC' }), 'ENOSPC'],
    [new TypeError('secret'), 'TypeError'],
    ['secret', 'string'],
    [undefined, 'undefined'],
  ])('is described without its message: %#', (error, described) => {
    expect(describeError(error)).toBe(described);
  });
});

import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../../errors.ts';
import { copyPlain, memberPath } from '../../../../protocol/validation/plain-data.ts';
import { refusalOf } from '../../../support/refusal.ts';

const refusal = (value: unknown) => refusalOf(() => copyPlain(value, ''));

describe('copyPlain', () => {
  it('copies plain data and shares nothing with it', () => {
    const value = { reference: 'A', items: [{ amount: { currency: 'EUR', value: 1 } }], queue: true, id: null };
    const copy = copyPlain(value, '');
    expect(copy).toEqual(value);
    value.items.push({ amount: { currency: 'EUR', value: 2 } });
    expect(copy).toEqual({ reference: 'A', items: [{ amount: { currency: 'EUR', value: 1 } }], queue: true, id: null });
  });

  it('leaves out members that are undefined', () => {
    expect(Object.keys(copyPlain({ a: 1, b: undefined }, '') as object)).toEqual(['a']);
  });

  it('reads each property once, getters included', () => {
    const values = [1, 2];
    const read = vi.fn<() => number | undefined>(() => values.shift());
    expect(copyPlain(Object.defineProperty({}, 'value', { get: read, enumerable: true }), '')).toEqual({ value: 1 });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads each property of a proxy once', () => {
    const reads: PropertyKey[] = [];
    const proxy = new Proxy(
      { a: 1, list: [1] },
      {
        get(target, key) {
          reads.push(key);
          return Reflect.get(target, key) as unknown;
        },
      },
    );
    expect(copyPlain(proxy, '')).toEqual({ a: 1, list: [1] });
    expect(reads).toEqual(['toJSON', 'a', 'list']);
  });

  it('takes the own data of a class instance', () => {
    class Request {
      readonly reference = 'A';
      readonly #hidden = 1;
      get doubled() {
        return this.#hidden * 2;
      }
    }
    expect(copyPlain(new Request(), '')).toEqual({ reference: 'A' });
  });

  it('takes what toJSON gives: of a Date its text', () => {
    expect(copyPlain({ at: new Date(0), own: { toJSON: () => ({ a: 1 }) } }, '')).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      own: { a: 1 },
    });
  });

  it('takes an object whose toJSON gives the object itself', () => {
    class Model {
      readonly a = 1;
      toJSON() {
        return this;
      }
    }
    expect(copyPlain(new Model(), '')).toEqual({ a: 1 });
  });

  it('takes a member toJSON that is data, and reads it once too', () => {
    const values = ['x', 'y'];
    const value = Object.defineProperty({}, 'toJSON', { get: () => values.shift(), enumerable: true });
    expect(copyPlain(value, '')).toEqual({ toJSON: 'x' });
  });

  it('takes objects and lists of another realm', () => {
    const foreign: unknown = runInNewContext(
      '({ list: [1, { a: new Date(0) }], empty: {}, bare: Object.create(null) })',
    );
    expect(copyPlain(foreign, '')).toEqual({ list: [1, { a: '1970-01-01T00:00:00.000Z' }], empty: {}, bare: {} });
  });

  it('takes the same object twice, side by side', () => {
    const line = { text: 'a' };
    expect(copyPlain([line, line], '')).toEqual([line, line]);
  });

  it('makes 0 of -0, as JSON does', () => {
    expect(Object.is(copyPlain(-0, ''), 0)).toBe(true);
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = { cycle };
  const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 'x');
  const exponential = Array.from({ length: 20 }).reduce<unknown>((inner) => [inner, inner], 'x');
  class Empty {
    readonly #hidden = 1;
    read() {
      return this.#hidden;
    }
  }

  it.each<[string, unknown, path: unknown, found: string]>([
    ['a function', { a: () => 1 }, 'a', 'a function'],
    ['a method', { lines: [{ text: String }] }, 'lines[0].text', 'a function'],
    ['a symbol', { a: Symbol('s') }, 'a', 'a symbol'],
    ['a bigint', { amount: { value: 10n } }, 'amount.value', 'a bigint'],
    ['NaN', { a: Number.NaN }, 'a', 'NaN'],
    ['Infinity', { a: -Infinity }, 'a', '-Infinity'],
    ['a Map', { a: new Map([['b', 1]]) }, 'a', 'a Map'],
    ['a Map of another realm', { a: runInNewContext('new Map()') as unknown }, 'a', 'a Map'],
    ['a Set', { a: new Set([1]) }, 'a', 'a Set'],
    ['a typed array', { a: new Uint8Array(2) }, 'a', 'binary data'],
    ['a Buffer, though it has a toJSON', { a: Buffer.from('x') }, 'a', 'binary data'],
    ['an ArrayBuffer', { a: new ArrayBuffer(2) }, 'a', 'binary data'],
    // oxlint-disable-next-line no-new-wrappers -- this is what is refused
    ['a boxed text', { a: new String('x') }, 'a', 'a boxed value'],
    ['what toJSON gives that is no data', { a: { toJSON: () => new Map() } }, 'a', 'a Map'],
    ['an instance without data', { a: new Empty() }, 'a', 'an object without data of its own'],
    ['a promise', { a: Promise.resolve(1) }, 'a', 'an object without data of its own'],
    ['a regular expression', { a: /x/ }, 'a', 'an object without data of its own'],
    ['a cycle', cycle, 'self.cycle', 'a value that contains itself'],
    ['undefined in a list', { lines: ['a', undefined] }, 'lines[1]', 'undefined'],
    ['a gap in a list', Array.from({ length: 1 }), '[0]', 'undefined'],
    ['a member __proto__', JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__', '"__proto__"'],
    ['more levels than any request has', deep, '[0]'.repeat(32), 'more'],
    ['a list longer than any', { a: Array.from({ length: 10_001 }, () => 1) }, 'a', 'more'],
    ['a list that only claims to be long', { a: Object.assign([], { length: 4_000_000_000 }) }, 'a', 'more'],
    ['more values than any request has', exponential, expect.any(String), 'more'],
    ['the argument itself', () => 1, 'request', 'a function'],
  ])('refuses %s and says where', (_title, value, path, found) => {
    expect(refusal(value)).toMatchObject({ code: 'ERR_INPUT_REQUEST', path, found });
  });

  const thrower = {
    get a(): unknown {
      throw new RangeError('no');
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  it.each<[string, unknown]>([
    ['a getter', { b: thrower }],
    ['a toJSON', { b: { toJSON: () => thrower.a } }],
    ['a proxy', { b: new Proxy({}, { ownKeys: () => thrower.a as string[] }) }],
    ['a proxy of a list', { b: new Proxy([], { get: () => thrower.a }) }],
    ['a revoked proxy', { b: revoked.proxy }],
  ])('refuses %s that throws, and keeps what it threw as the cause', (_title, value) => {
    const error = refusal(value);
    expect(error).toMatchObject({ code: 'ERR_INPUT_REQUEST', found: 'a value that throws when it is read' });
    expect(error.path).toMatch(/^b/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('copies whatever JSON can hold as JSON does, and of anything else says InputError', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        if (JSON.stringify(plain).includes('"__proto__":')) return;
        expect(copyPlain(value, '')).toEqual(plain);
      }),
    );
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }), (value) => {
        try {
          const copy = copyPlain(value, '');
          // undefined itself is the one thing that has no JSON.
          if (copy !== undefined) expect(copy).toEqual(JSON.parse(JSON.stringify(copy)));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect(error).toMatchObject({ code: 'ERR_INPUT_REQUEST' });
        }
      }),
    );
  });
});

describe('memberPath', () => {
  it.each<[path: string, key: string | number, expected: string]>([
    ['', 'amount', 'amount'],
    ['amount', 'value', 'amount.value'],
    ['items', 0, 'items[0]'],
    ['', 0, '[0]'],
    ['metadata', 'a b', 'metadata["a b"]'],
    ['a', 'x'.repeat(100), `a["${'x'.repeat(60)}"]`],
    ['a'.repeat(201), 'b', `${'a'.repeat(201)}...`],
    [`${'a'.repeat(201)}...`, 'b', `${'a'.repeat(201)}...`],
  ])('of %j and %j is %j', (path, key, expected) => {
    expect(memberPath(path, key)).toBe(expected);
  });

  it('has the key of an entry in brackets, whatever it looks like', () => {
    expect(memberPath('metadata', 'lane', true)).toBe('metadata["lane"]');
  });
});

import { types } from 'node:util';
import { InputError } from '../../errors.ts';

/** The result of `copyPlain`: JSON data that shares nothing with the caller's value. */
export type PlainData = string | number | boolean | null | undefined | readonly PlainData[] | PlainObject;
export type PlainObject = { readonly [key: string]: PlainData };

const DEPTH_MAX = 32;
const NODES_MAX = 10_000;

/**
 * Copies a value to plain JSON data. Each property is read once, so that a getter or a proxy cannot return one value for the check
 * and another for the use.
 *
 * As in JSON, members that are `undefined` are left out, objects with a `toJSON` become its result, and of a class instance the
 * own data counts. Unlike JSON, a value that would be lost or changed is refused: functions, symbols, bigints, NaN and Infinity,
 * Map, Set, typed arrays, boxed values, instances without own data, gaps in lists, cycles, and a member `__proto__`. More than
 * 32 levels or 10,000 values are refused too.
 *
 * @param path of the value, as the caller would write it; `''` for the argument itself
 * @throws {InputError} `ERR_INPUT_REQUEST`
 */
export function copyPlain(value: unknown, path: string): PlainData {
  return new Copier().copy(value, path, '');
}

/** Longer paths and keys are cut: both may come from outside, and are quoted in a message. */
const PATH_LENGTH_MAX = 200;
const KEY_LENGTH_MAX = 60;

/**
 * The path of a member. The argument itself has no path, so its members are named alone.
 *
 * @param isEntry the key is data, for example of `metadata`, and not a name of the API
 */
export function memberPath(path: string, key: string | number, isEntry = false): string {
  if (path.length > PATH_LENGTH_MAX) return path.endsWith('...') ? path : `${path}...`;
  if (typeof key === 'number') return `${path}[${key}]`;
  const isName = key.length <= KEY_LENGTH_MAX && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key);
  if (isEntry || !isName) return `${path}[${JSON.stringify(key.slice(0, KEY_LENGTH_MAX))}]`;
  return path === '' ? key : `${path}.${key}`;
}

export function notPlain(path: string, expected: string, found: string, options?: ErrorOptions): InputError {
  return new InputError('ERR_INPUT_REQUEST', { path: path === '' ? 'request' : path, expected, found }, options);
}

class Copier {
  #nodes = 0;
  readonly #ancestors = new Set<object>();

  copy(value: unknown, path: string, key: string | number): PlainData {
    if (typeof value !== 'object' || value === null) return this.#copyValue(value, path);
    const toJSON = readSafely(path, () => toJsonOf(value));
    // As in JSON, its result is not asked for a `toJSON` of its own.
    const data = typeof toJSON === 'function' ? readSafely(path, () => callOf(toJSON, value, key)) : value;
    return this.#copyValue(data, path, data === value ? { toJSON } : {});
  }

  /** @param read members that were read already */
  #copyValue(value: unknown, path: string, read: Readonly<Record<string, unknown>> = {}): PlainData {
    if (++this.#nodes > NODES_MAX) throw notPlain(path, `at most ${NODES_MAX} values in all`, 'more');
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw notPlain(path, 'a finite number', String(value));
        return value + 0; // -0 is 0, as in JSON
      case 'object':
        return value === null ? null : this.#copyObject(value, path, read);
      default:
        throw notPlain(path, 'plain data', `a ${typeof value}`);
    }
  }

  #copyObject(value: object, path: string, read: Readonly<Record<string, unknown>>): PlainData {
    if (this.#ancestors.has(value)) throw notPlain(path, 'plain data', 'a value that contains itself');
    if (this.#ancestors.size >= DEPTH_MAX) throw notPlain(path, `at most ${DEPTH_MAX} levels`, 'more');
    const refused = withoutData(value);
    if (refused !== undefined) throw notPlain(path, 'plain data', refused);
    this.#ancestors.add(value);
    const copy = readSafely(path, () =>
      Array.isArray(value) ? this.#copyList(value, path) : this.#copyMembers(value, path, read),
    );
    this.#ancestors.delete(value);
    return copy;
  }

  #copyList(list: readonly unknown[], path: string): PlainData {
    const { length } = list;
    if (length > NODES_MAX - this.#nodes) throw notPlain(path, `at most ${NODES_MAX} values in all`, 'more');
    return Array.from({ length }, (_, index) => {
      const where = memberPath(path, index);
      const copy = this.copy(list[index], where, index);
      if (copy === undefined) throw notPlain(where, 'a value', 'undefined');
      return copy;
    });
  }

  #copyMembers(value: object, path: string, read: Readonly<Record<string, unknown>>): PlainData {
    const keys = Object.keys(value);
    if (keys.length === 0 && !isPlain(value)) throw notPlain(path, 'plain data', 'an object without data of its own');
    const copy: Record<string, PlainData> = {};
    for (const key of keys) {
      const where = memberPath(path, key);
      if (key === '__proto__') throw notPlain(where, 'another name', JSON.stringify(key));
      const member = Object.hasOwn(read, key) ? read[key] : (value as Record<string, unknown>)[key];
      if (key === 'toJSON' && typeof member === 'function') continue; // the method that returns the data of an object, not a part of it
      const data = this.copy(member, where, key);
      if (data !== undefined) copy[key] = data;
    }
    return copy;
  }
}

function toJsonOf(value: object): unknown {
  if (withoutData(value) !== undefined) return undefined; // a Buffer would become a list of numbers
  return (value as { readonly toJSON?: unknown }).toJSON;
}

function callOf(toJSON: Function, value: object, key: string | number): unknown {
  return Reflect.apply(toJSON, value, [String(key)]);
}

/** Getters, proxies and `toJSON` are the caller's code and may throw anything. */
function readSafely<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw notPlain(path, 'plain data', 'a value that throws when it is read', { cause: error });
  }
}

/** Builtins whose content is not in their properties, of this realm or another. */
function withoutData(value: object): string | undefined {
  if (types.isMap(value)) return 'a Map';
  if (types.isSet(value)) return 'a Set';
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return 'binary data';
  if (types.isBoxedPrimitive(value)) return 'a boxed value';
  return undefined;
}

/** Whether it is an object literal, or one without a prototype; the prototype of another realm's literal ends its chain too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * The two encodings of the Terminal API for a structure inside a text field: form pairs, and base64 of a JSON object
 * (reference 4.2, 4.5, 4.6). Reading never throws.
 */
import { decodeText, wellFormed } from './text-bytes.ts';

export type FormPair = readonly [key: string, value: string];

/**
 * Reads `key=value&key=value` in order, repeated keys included. `+` is a space; a broken percent sequence
 * stays as it is; a pair without `=` is a key with an empty value.
 */
export function readForm(text: string): FormPair[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return plain(spaced) ?? decodeRuns(spaced);
}

/** A line of a receipt is full of spaces: what is UTF-8 throughout is decoded at once. `undefined` when it has to be looked at. */
function plain(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes(BYTE_ORDER_MARK) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

function decodeRuns(spaced: string): string {
  // A character of several bytes is a run of sequences, decoded together.
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decodeText(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

/** Writes pairs as `readForm` reads them, percent-encoding their UTF-8. */
export function writeForm(pairs: Iterable<FormPair>): string {
  return Array.from(pairs, ([key, value]) => `${encode(key)}=${encode(value)}`).join('&');
}

function encode(text: string): string {
  // encodeURIComponent throws on half a surrogate pair.
  return encodeURIComponent(wellFormed(text));
}

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Reads base64 of a JSON object; `undefined` when it is something else. */
export function readBase64Json(text: string): object | undefined {
  const base64 = text.replace(/\s+/g, '');
  if (!BASE64.test(base64)) return undefined;
  const json = decodeText(Buffer.from(base64, 'base64')).trim();
  if (!json.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function writeBase64Json(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
}

/** Deeper nesting is not read: terminals and tills send two levels. */
const DEPTH_MAX = 8;
/** A longer key is not read either: every member below one long name would repeat it. */
const KEY_LENGTH_MAX = 256;

/**
 * The members of a JSON object as pairs: nesting gives dotted keys, a list repeats its key, numbers and booleans become text,
 * `null` is left out, and so is a member that is too deep or below a name that is too long.
 */
export function dottedPairs(value: unknown, key = '', depth = 0): FormPair[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [[key, String(value)]];
  }
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX || key.length > KEY_LENGTH_MAX) return [];
  if (Array.isArray(value)) return value.flatMap((item) => dottedPairs(item, key, depth + 1));
  return Object.entries(value).flatMap(([member, inner]) =>
    dottedPairs(inner, key === '' ? member : `${key}.${member}`, depth + 1),
  );
}

/**
 * Collects pairs into an object that has no prototype: no key from the wire, such as `__proto__`, has a special
 * meaning. A key that occurs with different values has all of them, one a line.
 */
export function collect(pairs: Iterable<FormPair>): Readonly<Record<string, string>> {
  const lines = new Map<string, Set<string>>();
  for (const [key, value] of pairs) lines.set(key, (lines.get(key) ?? new Set<string>()).add(value));
  const entries = Array.from(lines, ([key, values]) => [key, [...values].join('\n')]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/**
 * The simulator's own encoding and decoding of the texts inside a message: form pairs and base64 JSON (reference 4.2, 4.5, 4.6).
 * Nothing here is shared with the client side, so that a mistake there is not repeated here.
 */

/** How AdditionalResponse is written: as the request wrote its SaleToAcquirerData (reference 4.2). */
export type TextEncoding = 'form' | 'base64';

export type Pairs = Readonly<Record<string, string>>;

/** The pairs that have a value. */
export function pairsOf(pairs: Readonly<Record<string, string | undefined>>): Pairs {
  return Object.fromEntries(Object.entries(pairs).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** `key=value&key=value`, percent-encoded with small hexadecimal digits, as terminals write it. */
export function formText(pairs: Pairs): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${percent(key)}=${percent(value)}`)
    .join('&');
}

/** Percent-encodes the text's UTF-8. Half a surrogate pair has no UTF-8 and is replaced. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
}

function percent(text: string): string {
  return percentEncoded(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

/** Members that stand beside `additionalData` in the base64 form. */
const TOP_LEVEL = new Set(['message', 'store', 'refusalReason']);

/** An AdditionalResponse. */
export function additionalResponse(pairs: Pairs, encoding: TextEncoding): string {
  if (encoding === 'form') return formText(pairs);
  const entries = Object.entries(pairs);
  const object = {
    additionalData: Object.fromEntries(entries.filter(([key]) => !TOP_LEVEL.has(key))),
    ...Object.fromEntries(entries.filter(([key]) => TOP_LEVEL.has(key))),
  };
  return Buffer.from(JSON.stringify(object), 'utf8').toString('base64');
}

/** The members of SaleToAcquirerData that the simulator reads. */
export interface AcquirerData {
  readonly encoding: TextEncoding;
  readonly tenderOptions: ReadonlySet<string>;
  readonly currency: string | undefined;
  /** All members by name, those of an inner object as `metadata.lane`. */
  readonly pairs: Pairs;
}

/** Reads a SaleToAcquirerData in either encoding. Total: a text that cannot be read counts as form pairs without known keys. */
export function readAcquirerData(text = ''): AcquirerData {
  const object = fromBase64Json(text);
  const entries = object === undefined ? text.split('&').map(readPair) : flatten(object);
  const pairs = Object.fromEntries(entries);
  return {
    encoding: object === undefined ? 'form' : 'base64',
    tenderOptions: optionsIn(entries.filter(([name]) => name === 'tenderOption').map(([, value]) => value)),
    currency: pairs['currency'],
    pairs,
  };
}

/** The texts of an object and of the objects in it. */
function flatten(object: object, prefix = ''): [key: string, value: string][] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string') return [[`${prefix}${key}`, value]];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return flatten(value, key === 'additionalData' ? prefix : `${prefix}${key}.`);
  });
}

/** An option may be repeated, and each may be a comma list (reference 4.2). */
function optionsIn(values: readonly string[]): ReadonlySet<string> {
  return new Set(values.flatMap((value) => value.split(',').map((option) => option.trim())));
}

function readPair(pair: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  return at === -1 ? [pair, ''] : [fromPercent(pair.slice(0, at)), fromPercent(pair.slice(at + 1))];
}

function fromPercent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function fromBase64Json(text: string): Readonly<Record<string, unknown>> | undefined {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  if (!decoded.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(decoded);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

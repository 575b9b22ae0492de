/**
 * The errors that Tenderline throws. Match on `code`: it is stable, the class and the text are for people.
 *
 * Errors are for mistakes that a caller can correct (configuration, input, use after close). What happens to the money is never
 * an error: it is an outcome, and what went wrong on the way to it is a `Failure` of `protocol/faults.ts`.
 */
export type ErrorCode =
  | `ERR_CONFIG_${string}`
  | `ERR_INPUT_${string}`
  | JournalErrorCode
  | 'ERR_CRYPTO_OPEN'
  | 'ERR_TERMINAL_ELSEWHERE'
  | 'ERR_CLOSED'
  | 'ERR_INVARIANT';

/** The codes of a `JournalError`. */
export type JournalErrorCode =
  /** No room on the disk, or none left for this user. */
  | 'ERR_JOURNAL_FULL'
  | 'ERR_JOURNAL_READ_ONLY'
  /** Another program writes to the file and does not stop. */
  | 'ERR_JOURNAL_BUSY'
  /** The file was moved, removed or replaced while it was in use. */
  | 'ERR_JOURNAL_MOVED'
  /** The disk failed in some other way. */
  | 'ERR_JOURNAL_IO'
  /** The content of the file is not what was written. */
  | 'ERR_JOURNAL_CORRUPT'
  /** The file has less than was acknowledged: an older one, or one that lost its end. Nothing is sent until a person accepts that. */
  | 'ERR_JOURNAL_ROLLED_BACK'
  /** The clock and the order of the journal contradict each other: nothing is forgotten. */
  | 'ERR_JOURNAL_CLOCK'
  /** A record of that transaction with that `seq` exists already. */
  | 'ERR_JOURNAL_CONFLICT'
  /** The terminal of the record belongs to another engine, or this one has lost it: what is stored of it must be read first. */
  | 'ERR_JOURNAL_FENCED'
  /** The record is not plain JSON of the shape that the port describes. */
  | 'ERR_JOURNAL_RECORD'
  | 'ERR_JOURNAL_CLOSED';

const BRAND = Symbol.for('tenderline.error');

/** Base of every error of Tenderline; `instanceof` holds across duplicate installs of the package. */
export class TenderlineError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== TenderlineError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** The details of a rejected value, as data. */
export interface Mistake {
  /** Path of the value, as a caller would write it: `terminals[0].host`. */
  readonly path: string;
  readonly expected: string;
  /** The value that was found, shortened; never a secret. */
  readonly found: string;
  /** How to correct it, where `expected` does not make that clear. */
  readonly advice?: string;
}

/** Base of the errors about values that a caller gave. `message` has path, expected and found in one line. */
class MistakeError<Code extends ErrorCode> extends TenderlineError<Code> {
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly advice: string | undefined;

  constructor(code: Code, mistake: Mistake | string, options?: ErrorOptions) {
    super(code, typeof mistake === 'string' ? mistake : describeMistake(mistake), options);
    const { path, expected, found, advice } = typeof mistake === 'string' ? ({} as Partial<Mistake>) : mistake;
    this.path = path;
    this.expected = expected;
    this.found = found;
    this.advice = advice;
  }
}

function describeMistake({ path, expected, found, advice }: Mistake): string {
  const what = `${path}: expected ${expected}, found ${found}`;
  return advice === undefined ? what : `${what}; ${advice}`;
}

/** The configuration is invalid: thrown before anything is opened or sent. */
export class ConfigError extends MistakeError<`ERR_CONFIG_${string}`> {}

/** The journal belongs to another till. `code` is `ERR_CONFIG_JOURNAL_IN_USE`. */
export class JournalInUseError extends ConfigError {
  /** Process id of the owner, where it is known. */
  readonly ownerPid: number | undefined;

  constructor(mistake: Mistake | string, ownerPid: number | undefined) {
    super('ERR_CONFIG_JOURNAL_IN_USE', mistake);
    this.ownerPid = ownerPid;
  }
}

/** An argument of a call is invalid: thrown before anything is stored or sent. */
export class InputError extends MistakeError<`ERR_INPUT_${string}`> {}

/** The object was closed before. `code` is `ERR_CLOSED`. */
export class ClosedError extends TenderlineError {
  constructor(what: string) {
    super('ERR_CLOSED', `${what} is closed`);
  }
}

/** The terminal belongs to another engine: only that one acts for it. `code` is `ERR_TERMINAL_ELSEWHERE`. */
export class ElsewhereError extends TenderlineError<'ERR_TERMINAL_ELSEWHERE'> {
  readonly poiid: string;
  /** The name of that engine, where it is known. */
  readonly owner: string | undefined;
  /** Where that engine answers, where it is known. */
  readonly url: string | undefined;

  constructor(poiid: string, { owner, url }: { readonly owner?: string; readonly url?: string } = {}) {
    const who = owner === undefined ? 'another engine, or none' : [owner, url].filter(Boolean).join(' at ');
    super('ERR_TERMINAL_ELSEWHERE', `terminal ${poiid} belongs to ${who}: ask there`);
    this.poiid = poiid;
    this.owner = owner;
    this.url = url;
  }
}

/** A sealed message could not be opened. One error for every reason, on purpose. `code` is `ERR_CRYPTO_OPEN`. */
export class OpenError extends TenderlineError {
  constructor() {
    super('ERR_CRYPTO_OPEN', 'the message cannot be opened: it was sealed with another key, or changed on the way');
  }
}

/** The journal failed. The message names the transaction where it is known, and never quotes a record. */
export class JournalError extends TenderlineError<JournalErrorCode> {
  /** Id of the transaction whose record it is about, if there is one. */
  readonly transaction: string | undefined;
  /** Of `ERR_JOURNAL_CORRUPT` while a journal is read: every transaction that is damaged; else empty. */
  readonly damaged: readonly DamagedTransaction[];

  constructor(
    code: JournalErrorCode,
    message: string,
    { transaction, damaged = [], ...options }: JournalErrorOptions = {},
  ) {
    super(code, message, options);
    this.transaction = transaction;
    this.damaged = damaged;
  }
}

/** A transaction whose records are not those that were written. It is not known whether it charged. */
export interface DamagedTransaction {
  readonly transaction: string;
  /** Its terminal, where that can still be read. */
  readonly poiid?: string;
  /** A `seq` that is free: for the record by which a person closes it (`sale.override`, which settles). */
  readonly nextSeq: number;
  /** What was expected and what was found, in words; never the text of a record. */
  readonly what: string;
}

interface JournalErrorOptions extends ErrorOptions {
  readonly transaction?: string;
  readonly damaged?: readonly DamagedTransaction[];
}

/** A bug in Tenderline. The transaction it concerns stays as the journal has it. `code` is `ERR_INVARIANT`. */
export class InvariantError extends TenderlineError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_INVARIANT', message, options);
  }
}

/** Formats a value for a message: short, on one line, never a whole object. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? `an array of ${value.length}` : `a ${typeof value}`;
}

/** Formats an unknown name for a message, with the known one that was most likely meant: `"amuont" (did you mean amount?)`. */
export function formatUnknown(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return formatValue(name) + (meant === undefined ? '' : ` (did you mean ${meant}?)`);
}

/** What a message says of the first member that is not a known one; `undefined` when all are known. */
export function findUnknown(value: object, known: readonly string[]): string | undefined {
  const name = Object.keys(value).find((key) => !known.includes(key));
  return name === undefined ? undefined : formatUnknown(name, known);
}

/** The `code` of an error, ours or Node's; `undefined` when it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The known name of an open list that was meant: the same but for capitals, or for one letter. What is further away may be a name that is not
 * known here.
 */
export function misspelt(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name) || name.length > 64) return undefined;
  return known.find((each) => {
    // Of a short name one other letter makes another name.
    const lettersOff = each.length < 6 ? 0 : 1;
    return editDistance(name.toLowerCase(), each.toLowerCase()) <= lettersOff;
  });
}

/** The known name that a misspelt one is near to, if there is one. */
function nearestName(found: string, known: readonly string[]): string | undefined {
  if (found.length > 64) return undefined;
  const distanceMax = Math.min(3, Math.ceil(found.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(found.toLowerCase(), name.toLowerCase());
    if (distance <= distanceMax && distance < (nearest?.distance ?? Infinity)) nearest = { name, distance };
  }
  return nearest?.name ?? longerName(found.toLowerCase(), known);
}

/** The one name that begins with what was written, in three letters or more: `shiftNumber` for `shift`. */
function longerName(found: string, known: readonly string[]): string | undefined {
  const [name, ...others] = found.length < 3 ? [] : known.filter((each) => each.toLowerCase().startsWith(found));
  return others.length === 0 ? name : undefined;
}

/** Levenshtein distance: how many letters must be added, left out or replaced to turn one word into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

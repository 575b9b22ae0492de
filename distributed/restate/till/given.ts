import { TerminalError } from '@restatedev/restate-sdk';
import type { JsonObject } from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import { parseTransactionId } from 'tenderline/protocol';
import type { HistoryFilter } from 'tenderline/runtime';
import { DEVICE_METHODS, type Act, type DeviceMethod } from '../contracts.ts';

/** What a till sends, by its name. */
interface Members {
  readonly transaction: string;
  readonly poiid: string;
  readonly since: number;
  readonly act: Act;
  readonly request: JsonObject;
  readonly askedAtMs: number;
  readonly after: number | undefined;
  readonly id: string;
  readonly method: DeviceMethod;
  readonly args: readonly unknown[];
  readonly filter: HistoryFilter;
  readonly size: number;
  readonly notification: ReceivedNotification;
}

const SIZE_MAX = 100;
/** The keys of objects are made of these: one that is too long cuts the connection of the server to its workers. */
const POIID_LENGTH_MAX = 128;

const isTime = (value: unknown): boolean => Number.isFinite(value);
const isPoiid = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= POIID_LENGTH_MAX;

const IS: { readonly [Name in keyof Members]: (value: unknown) => boolean } = {
  transaction: isId,
  poiid: isPoiid,
  since: Number.isFinite,
  act: (value) => isObject(value) && ['abort', 'check', 'override'].includes(String(value['do'])),
  request: isObject,
  askedAtMs: isTime,
  after: (value) => value === undefined || Number.isFinite(value),
  id: isId,
  method: (value) => DEVICE_METHODS.some((method) => method === value),
  args: Array.isArray,
  filter: (value) =>
    isObject(value) &&
    ['fromMs', 'beforeMs'].every((name) => value[name] === undefined || isTime(value[name])) &&
    (value['after'] === undefined || (isObject(value['after']) && isTime(value['after']['createdAtMs']))),
  size: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= SIZE_MAX,
  notification: (value) =>
    isObject(value) && ['display', 'event'].includes(String(value['kind'])) && isPoiid(value['POIID']),
};

/**
 * What a call has under these names. Whatever else is thrown for a call that makes no sense would make Restate repeat it for ever, and keep
 * its transaction from every other one.
 *
 * @throws {TerminalError} 400
 */
export function given<Name extends keyof Members>(sent: unknown, ...names: readonly Name[]): Pick<Members, Name> {
  const wrong = isObject(sent) ? names.find((name) => !IS[name](sent[name])) : 'body';
  if (wrong !== undefined) throw new TerminalError(`the call makes no sense: ${wrong}`, { errorCode: 400 });
  return sent as Pick<Members, Name>;
}

function isId(value: unknown): boolean {
  try {
    return parseTransactionId(value) === value;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

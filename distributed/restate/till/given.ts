import { TerminalError } from '@restatedev/restate-sdk';
import type { JsonObject } from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import { DEVICE_METHODS, type Act, type DeviceMethod } from '../contracts.ts';

/** What a till sends, by its name. */
interface Members {
  readonly transaction: string;
  readonly poiid: string;
  readonly since: number;
  readonly act: Act;
  readonly request: JsonObject;
  readonly askedAtMs: number;
  readonly id: string;
  readonly method: DeviceMethod;
  readonly args: readonly unknown[];
  readonly query: JsonObject;
  readonly notification: ReceivedNotification;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const IS: { readonly [Name in keyof Members]: (value: unknown) => boolean } = {
  transaction: isText,
  poiid: isText,
  since: Number.isFinite,
  act: (value) => isObject(value) && ['abort', 'check', 'override'].includes(String(value['do'])),
  request: isObject,
  askedAtMs: Number.isFinite,
  id: isText,
  method: (value) => DEVICE_METHODS.some((method) => method === value),
  args: Array.isArray,
  query: isObject,
  notification: (value) =>
    isObject(value) && ['display', 'event'].includes(String(value['kind'])) && isText(value['POIID']),
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

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { randomUUID } from 'node:crypto';
import {
  InputError,
  type JsonObject,
  type NoAnswer,
  type Orphan,
  type PrintRequestInput,
  type PrintResult,
  type RequestResult,
  type RequestSettings,
  type Terminal,
  type TerminalResult,
  type TerminalState,
} from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import { failure } from 'tenderline/protocol';
import { DEVICE_METHODS, type DeviceMethod } from '../contracts.ts';
import { call, type TillConnectionOptions } from './call.ts';

/** A request as `Terminal` of tenderline has it: the same arguments, and a promise of the same result. */
type AsCall<Method extends DeviceMethod> = (
  ...args: Parameters<Terminal[Method]>
) => Promise<Awaited<ReturnType<Terminal[Method]>> | NoAnswer>;

/**
 * The requests that move no money, as `Terminal` of tenderline has them: each is sent once, and a lost answer is `noAnswer`. A mistake
 * rejects with the `InputError` of the engine. `signal` of the settings withdraws a request, or has the terminal stop it. `request` has no
 * categories that have a method of their own for what is the till's own (`abort`, `transactionStatus`).
 */
export interface DeviceCalls extends Readonly<{ [Method in Exclude<DeviceMethod, 'print'>]: AsCall<Method> }> {
  readonly print: {
    (request: PrintRequestInput, settings?: RequestSettings): Promise<TerminalResult<RequestResult>>;
    (parts: readonly PrintRequestInput[], settings?: RequestSettings): Promise<PrintResult | NoAnswer>;
  };
}

/** One terminal, from the till's side. */
export interface TillTerminal extends DeviceCalls {
  readonly poiid: string;
  /** Who uses it, who waits, and what is unknown. @throws {RefusedError} 404 when this till has no such terminal; so do all of these */
  state(): Promise<TerminalState>;
  /** The last notifications of the terminal that are about no transaction that is known, the last first. Empty without a listener. */
  notifications(): Promise<readonly ReceivedNotification[]>;
  /** Verified results that no transaction waits for, until they are dismissed: a person must look at them. */
  orphans(): Promise<readonly Orphan[]>;
  /** Removes one that a person has dealt with. @throws {InputError} `ERR_INPUT_ORPHAN` */
  dismissOrphan(id: string): Promise<void>;
}

export function tillTerminal(poiid: string, connection: TillConnectionOptions, closed: AbortSignal): TillTerminal {
  const about = { poiid };

  async function ask(method: DeviceMethod, given: readonly unknown[]): Promise<JsonObject> {
    const { args, signal } = withoutSignal(given);
    const id = randomUUID();
    const withdraw = () => void call(connection, 'withdrawDevice', { id }, closed, true).catch(() => {}); // its answer says what came of it
    if (signal?.aborted === true) return { kind: 'noAnswer', failure: failure('ERR_WITHDRAWN') };
    signal?.addEventListener('abort', withdraw, { once: true });
    const asked = { ...about, id, method, args, askedAtMs: Date.now() };
    return await call<JsonObject>(connection, 'device', asked, closed, true).finally(() =>
      signal?.removeEventListener('abort', withdraw),
    );
  }

  const calls = Object.fromEntries(
    DEVICE_METHODS.map((method) => [method, (...args: readonly unknown[]) => ask(method, args)]),
  ) as unknown as DeviceCalls;

  return {
    ...calls,
    poiid,
    state: () => call(connection, 'terminal', about, closed),
    notifications: () => call(connection, 'notifications', about, closed),
    orphans: () => call(connection, 'orphans', about, closed),
    async dismissOrphan(id) {
      const { wasKept } = await call<{ readonly wasKept: boolean }>(
        connection,
        'dismissOrphan',
        { ...about, id },
        closed,
        true,
      );
      if (!wasKept) throw new InputError('ERR_INPUT_ORPHAN', { path: 'id', expected: 'a stored orphan', found: id });
    },
  };
}

/** The settings are the last argument, and their signal is of this process. */
function withoutSignal(given: readonly unknown[]): {
  readonly args: readonly unknown[];
  readonly signal?: AbortSignal;
} {
  const settings = given.at(-1);
  if (typeof settings !== 'object' || settings === null || !('signal' in settings)) return { args: given };
  const { signal, ...rest } = settings;
  const args = [...given.slice(0, -1), ...(Object.keys(rest).length > 0 ? [rest] : [])];
  return signal instanceof AbortSignal ? { args, signal } : { args };
}

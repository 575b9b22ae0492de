import { isIP } from 'node:net';
import { ConfigError, type ListenerOptions } from 'tenderline';
import { parseSaleID } from 'tenderline/protocol';
import type { WorkerPartsOptions } from 'tenderline/runtime';
import { LISTENER } from '../till/caller.ts';

/** A till that may call. */
export interface TillOptions {
  /** Its name, which is the SaleID of its requests: 1 to 128 characters. */
  readonly name: string;
  /** What it signs its calls with: at least 16 characters, known to the till and the workers. */
  readonly secret: string;
  /** The terminals that it may use, by POIID. Default: all of this worker. */
  readonly terminals?: readonly string[] | undefined;
}

/** Where a worker listens for the notifications of terminals: as `listener` of `createEngine`. */
export interface WorkerListenerOptions extends ListenerOptions {
  /** Where it brings them: the ingress of a Restate server. */
  readonly ingress: string;
}

/** How a worker is set up. */
export interface WorkerOptions {
  /** As those of `createEngine`: terminals, keys, environment, limits. The same for every worker of a cluster. */
  readonly engine: Omit<WorkerPartsOptions, 'saleId'>;
  /** The tills that may call. At least one. */
  readonly tills: readonly TillOptions[];
  /**
   * The public keys of the Restate servers (`publickeyv1_...`, which a server prints when it starts): a call that none of them signed is
   * refused. `'none'`: anybody who reaches the port can give orders, so that is refused unless `host` is a loopback address.
   */
  readonly identityKeys: readonly string[] | 'none';
  /** What listeners sign the notifications with that they bring: at least 16 characters. Default: none are taken. */
  readonly notificationSecret?: string | undefined;
  /** Listens for the notifications of terminals. One or two workers of a cluster do. Default: this one does not. */
  readonly listener?: WorkerListenerOptions | undefined;
  /** Where to listen for the calls of the engine. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default 9080; 0: the operating system chooses. */
  readonly port?: number | undefined;
  /** How long the events of a settled transaction are kept, in milliseconds. Its outcome and its id are kept for ever. Default 90 days. */
  readonly keepEventsMs?: number | undefined;
}

const SECRET_LENGTH_MIN = 16;

/** @throws {ConfigError} `ERR_CONFIG_WORKER`, naming the option, what was expected and what was found. It never quotes a secret */
export function checkWorkerOptions(options: WorkerOptions): void {
  const { tills, identityKeys, host = '127.0.0.1', notificationSecret, listener } = options;
  if (!Array.isArray(tills) || tills.length === 0) throw wrong('tills', 'at least one { name, secret }', 'none');
  const names = new Set<string>();
  for (const [index, { name, secret }] of tills.entries()) {
    const path = `tills[${index}]`;
    try {
      parseSaleID(name);
    } catch (cause) {
      throw wrong(`${path}.name`, 'a SaleID: 1 to 128 characters', String(name), { cause });
    }
    if (name === LISTENER) throw wrong(`${path}.name`, `another name than ${LISTENER}, which the listeners have`, name);
    if (names.has(name)) throw wrong(`${path}.name`, 'each till once', `${name} twice`);
    names.add(name);
    checkSecret(`${path}.secret`, secret);
  }
  if (notificationSecret !== undefined || listener !== undefined) checkSecret('notificationSecret', notificationSecret);
  if (identityKeys !== 'none') return checkKeys(identityKeys);
  if (isLoopback(host)) return;
  const expected = "the public keys of the Restate servers ('none' is for a loopback address alone)";
  throw wrong('identityKeys', expected, `'none', and host is ${host}`);
}

function checkSecret(path: string, secret: unknown): void {
  const isLong = typeof secret === 'string' && secret.length >= SECRET_LENGTH_MIN;
  if (!isLong) throw wrong(path, `a text of at least ${SECRET_LENGTH_MIN} characters`, 'something else');
}

function checkKeys(keys: unknown): void {
  const isList = Array.isArray(keys) && keys.length > 0 && keys.every((key) => /^publickeyv1_\w+$/.test(String(key)));
  if (!isList) throw wrong('identityKeys', "a list of public keys (publickeyv1_...), or 'none'", 'something else');
}

/** Whether only this machine reaches that address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function wrong(path: string, expected: string, found: string, options?: ErrorOptions): ConfigError {
  return new ConfigError('ERR_CONFIG_WORKER', { path, expected, found }, options);
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { isLoopbackHost } from '../../../adapters/notification-listener/loopback.ts';
import { InputError } from '../../../errors.ts';
import type { NotificationUrl, TerminalSettings } from '../../../simulator/index.ts';
import type { Env } from '../flags.ts';
import { readCredentials } from '../listener-options.ts';
import { resolveSettings, variableOf } from '../settings.ts';
import { LISTEN_PASSWORD, type StateDir } from './state-dir.ts';

/** Options of `simulate` about where its terminals send notifications. */
export interface NotifyFlags {
  /** To a till on this machine, on a port that is free now. */
  readonly notify?: boolean;
  readonly displayUrl?: readonly string[];
  readonly eventUrl?: readonly string[];
  /** In the clear, not sealed. */
  readonly notifyClear?: boolean;
  readonly listenUser?: string;
  readonly listenPasswordFile?: string;
}

export interface Notifying {
  /** For the terminals. */
  readonly urls: Pick<TerminalSettings, 'displayUrls' | 'eventUrls'>;
  /** Settings of a till that listens there; empty when none of the URLs is on this machine. */
  readonly listen: Readonly<Record<string, unknown>>;
}

/** Settings that terminals and till have in common. */
const SHARED = ['listenUser', 'listenPasswordFile'] as const;

/**
 * Reads where notifications go. User and password are those of the till's listener, and come from the same places.
 *
 * @throws {InputError} `ERR_INPUT_URL`
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`, `ERR_CONFIG_MISSING`
 */
export async function readNotifying(flags: NotifyFlags, state: StateDir, env: Env = process.env): Promise<Notifying> {
  const { notify = false, displayUrl = [], eventUrl = [], notifyClear = false } = flags;
  const own = notify ? [`http://127.0.0.1:${await freePort()}/`] : [];
  const display = [...own, ...displayUrl.map((url) => checkUrl(url, 'display-url'))];
  const event = [...own, ...eventUrl.map((url) => checkUrl(url, 'event-url'))];
  if (display.length + event.length === 0) return { urls: { displayUrls: [], eventUrls: [] }, listen: {} };
  const { credentials, listen } = await readOrDrawCredentials(flags, state, env);
  const target = (url: string): NotificationUrl => ({ url, ...credentials, encrypted: !notifyClear });
  const address = [...display, ...event].map(loopbackAddress).find((found) => found !== undefined);
  return {
    urls: { displayUrls: display.map(target), eventUrls: event.map(target) },
    listen: address === undefined ? {} : { ...address, ...listen, ...(notifyClear && { listenClearText: true }) },
  };
}

/** The credentials that the terminals send, and the settings by which the till checks them. */
async function readOrDrawCredentials(flags: NotifyFlags, state: StateDir, env: Env) {
  const settings = resolveSettings({
    flags: Object.fromEntries(SHARED.map((name) => [name, flags[name]])),
    env: Object.fromEntries(SHARED.map((name) => [variableOf(name), env[variableOf(name)]])),
  });
  const given = await readCredentials({ flags: { ...flags }, env, settings });
  if (given !== undefined) {
    const { listenPasswordFile } = settings;
    const file = listenPasswordFile !== undefined && { listenPasswordFile: resolve(listenPasswordFile) };
    return { credentials: given, listen: { listenUser: given.username, ...file } };
  }
  if (flags.notify !== true) return { credentials: undefined, listen: {} };
  const username = 'simulator';
  return {
    credentials: { username, password: await state.listenPassword() },
    listen: { listenUser: username, listenPasswordFile: LISTEN_PASSWORD },
  };
}

function checkUrl(url: string, name: string): string {
  const { protocol, username, password } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', username: '', password: '' };
  const isHttp = protocol === 'http:' || protocol === 'https:';
  if (isHttp && username === '' && password === '') return url;
  // A string without what was found, because that may hold a password.
  throw new InputError(
    'ERR_INPUT_URL',
    `${name}: expected a URL with http: or https:, without user and password in it; give them by --listen-user and ` +
      '--listen-password-file or TENDERLINE_LISTEN_PASSWORD',
  );
}

/** Where a till must listen to receive what is sent to a URL, if that is on this machine and needs no certificate. */
function loopbackAddress(url: string): { readonly listenHost?: string; readonly listenPort: number } | undefined {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol !== 'http:' || !isLoopbackHost(host)) return undefined;
  return { ...(host !== '127.0.0.1' && { listenHost: host }), listenPort: port === '' ? 80 : Number(port) };
}

/** A port of this machine that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

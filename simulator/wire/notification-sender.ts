import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConfigError, formatValue } from '../../errors.ts';

/** Where notifications go, as the Management API has it (reference 10). */
export interface NotificationUrl {
  /** `http:` or `https:`. User and password do not belong in here. */
  readonly url: string;
  /** For Basic authentication. Default: none. */
  readonly username?: string;
  readonly password?: string;
  /**
   * Sealed with the terminal's key. Default false, which is UNCONFIRMED (reference 8.1). A terminal without a key sends in the
   * clear whatever this says.
   */
  readonly encrypted?: boolean;
  /** Certificates in PEM to trust in place of Node's, for a receiver with one of a fake fleet. */
  readonly ca?: string;
}

/** What became of a delivery. Nothing is delivered again (reference 8.4 has all three rules). */
export type DeliveryResult =
  | { readonly kind: 'answered'; readonly status: number }
  /** `code` is Node's (`ECONNREFUSED`, ...), `TIMEOUT`, or `LINE_FULL`: too many wait for that URL already. */
  | { readonly kind: 'failed'; readonly code: string };

export interface Parcel {
  readonly target: NotificationUrl;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly done: (result: DeliveryResult) => void;
}

/** So many wait for one URL at most: a receiver that never answers must not fill the memory. */
const LINE_MAX = 200;

/** Posts notifications over connections of their own, to each URL one after the other and to all URLs at the same time. */
export class NotificationSender {
  #lines = new Map<string, Parcel[]>();
  readonly #open = new Set<ClientRequest>();

  /** `done` is called once, unless everything is dropped before. */
  send(parcel: Parcel): void {
    const { url } = parcel.target;
    const line = this.#lines.get(url) ?? [];
    this.#lines.set(url, line);
    if (line.length >= LINE_MAX) return parcel.done({ kind: 'failed', code: 'LINE_FULL' });
    line.push(parcel);
    if (line.length === 1) this.#next(line);
    return undefined;
  }

  /** Forgets what waits and breaks off what is under way. */
  drop(): void {
    this.#lines = new Map();
    for (const request of this.#open) request.destroy();
  }

  #next(line: Parcel[]): void {
    const [parcel] = line;
    if (parcel === undefined) return;
    this.#post(parcel, (result) => {
      const { url } = parcel.target;
      if (this.#lines.get(url) !== line) return;
      line.shift();
      if (line.length === 0) this.#lines.delete(url);
      else this.#next(line);
      parcel.done(result);
    });
  }

  #post({ target, body, timeoutMs }: Parcel, tell: (result: DeliveryResult) => void): void {
    let isTold = false;
    const once = (result: DeliveryResult) => {
      if (isTold) return;
      isTold = true;
      tell(result);
    };
    const { username, password = '', ca } = target;
    const url = new URL(target.url);
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        ...(username !== undefined && { Authorization: basic(username, password) }),
      },
      ...(ca !== undefined && { ca }),
    });
    this.#open.add(request);
    request.on('response', (response) => {
      // The status is all that matters; a body that never ends is ended by the time-out.
      response.on('error', () => undefined).resume();
      once({ kind: 'answered', status: response.statusCode ?? 0 });
    });
    request.on('error', (error) => once({ kind: 'failed', code: codeOf(error) }));
    request.on('close', () => {
      this.#open.delete(request);
      once({ kind: 'failed', code: 'ECONNRESET' });
    });
    request.end(body);
  }
}

/** @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` */
export function checkNotificationUrls(urls: readonly NotificationUrl[]): void {
  for (const { url } of urls) {
    const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
    if (protocol === 'http:' || protocol === 'https:') continue;
    throw new ConfigError(
      'ERR_CONFIG_NOTIFICATION_URL',
      `expected a URL with http: or https:, found ${formatValue(url)}`,
    );
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'TIMEOUT' : (error.code ?? error.name);
}

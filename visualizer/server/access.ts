import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused, in words for who opened the page. */
export type Refusal = { readonly status: 401 | 403; readonly why: string };

const COOKIE = 'tenderline-visualizer';
const NO_ACCESS = 'Open the address that the program prints when it starts: each opens one browser.';

/**
 * Who may look. The address that is printed has a token that opens one browser, once; it becomes a cookie that no script reads and no other
 * site sends. A request must name this machine as its host, so that no name that another site points here gets in, and come from here.
 */
export class Access {
  readonly #hosts: ReadonlySet<string>;
  readonly #cookie = draw();
  #token: string | undefined = draw();

  constructor(port: number) {
    this.#hosts = new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`));
  }

  /** A token that was not used yet. */
  newToken(): string {
    this.#token = draw();
    return this.#token;
  }

  /** @returns the cookie to set, when the token is the one that was printed last; it opens nothing a second time */
  redeem(token: string | null): string | undefined {
    if (token === null || this.#token === undefined || !isSame(token, this.#token)) return undefined;
    this.#token = undefined;
    return `${COOKIE}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Where a request comes from and goes to; checked before anything is read of it. */
  refuseOrigin({ headers }: IncomingMessage): Refusal | undefined {
    const { host, origin } = headers;
    if (host === undefined || !this.#hosts.has(host)) return { status: 403, why: 'Only this machine is served here.' };
    const isOwn = origin === undefined || origin === `http://${host}`;
    const site = headers['sec-fetch-site'];
    if (isOwn && (site === undefined || site === 'same-origin' || site === 'none')) return undefined;
    return { status: 403, why: 'Another site has no access.' };
  }

  refuseUnknown({ headers }: IncomingMessage): Refusal | undefined {
    const cookies = (headers.cookie ?? '').split('; ');
    const given = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
    return given !== undefined && isSame(given, this.#cookie) ? undefined : { status: 401, why: NO_ACCESS };
  }
}

function draw(): string {
  return randomBytes(24).toString('base64url');
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { Caller } from './tokens.ts';

/** Whoever looks at the page only looks: nothing can be started or decided with a cookie. */
const LOOKER: Caller = { name: 'page', scopes: ['read'] };

/**
 * Browsers that have the page open. An address with a pass opens one browser, once; the pass becomes a cookie that no script reads and no
 * other site sends.
 */
export class PageSessions {
  readonly #random: Random;
  readonly #isSecure: boolean;
  readonly #session: string;
  #pass: string | undefined;

  /** @param isSecure whether the page is reached over TLS alone */
  constructor(random: Random, isSecure: boolean) {
    this.#random = random;
    this.#isSecure = isSecure;
    this.#session = draw(random);
  }

  /** A pass that was not used yet. The one before opens nothing any more. */
  newPass(): string {
    this.#pass = draw(this.#random);
    return this.#pass;
  }

  /** @returns the cookie to set, when the pass is the one that was drawn last; it opens nothing a second time */
  redeem(pass: string, headers: IncomingHttpHeaders): string | undefined {
    if (this.#pass === undefined || !isSame(pass, this.#pass)) return undefined;
    this.#pass = undefined;
    const secure = this.#isSecure ? '; Secure' : '';
    return `${cookieName(headers)}=${this.#session}; HttpOnly; SameSite=Strict; Path=/${secure}`;
  }

  /** Who calls with a cookie; `undefined` when it is none of ours. */
  callerOf(headers: IncomingHttpHeaders): Caller | undefined {
    const start = `${cookieName(headers)}=`;
    const given = (headers.cookie ?? '').split('; ').find((cookie) => cookie.startsWith(start));
    return given !== undefined && isSame(given.slice(start.length), this.#session) ? LOOKER : undefined;
  }
}

/** Cookies are shared between the ports of a machine: two pages that are open at once must not end each other's session. */
function cookieName({ host = '' }: IncomingHttpHeaders): string {
  return `tenderline-page-${/:(\d+)$/.exec(host)?.[1] ?? '0'}`;
}

function draw(random: Random): string {
  return Buffer.from(random.bytes(24)).toString('base64url');
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

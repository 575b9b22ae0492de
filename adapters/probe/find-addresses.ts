import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { errorCode } from '../../errors.ts';
import type { Step } from './probe.types.ts';

/** The addresses of a host, in the order in which Node.js would try them. */
export async function findAddresses(
  host: string,
  timeoutMs: number,
  lookup: LookupFunction = systemLookup,
): Promise<Step<readonly string[]>> {
  if (isIP(host) !== 0) return { ok: true, value: [host] };
  return new Promise((resolve) => {
    const failed = (code: string) => resolve({ ok: false, code, message: code });
    const timer = setTimeout(() => failed('ETIMEDOUT'), timeoutMs);
    lookup(host, { all: true }, (error, found) => {
      clearTimeout(timer);
      if (error !== null) return failed(errorCode(error) ?? 'unknown');
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      if (addresses.length === 0) return failed('ENOTFOUND');
      return resolve({ ok: true, value: addresses });
    });
  });
}

import { resolve4 } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { probe } from '../../adapters/probe/probe.ts';
import { issuerName, publicAuthorityOf, subjectName, type Environment } from '../../certs/index.ts';
import { fail, pass, warn, type OpenFinding } from './check.ts';

/** Hosts of the platform, one of each kind that a till or a terminal needs. */
const HOSTS: Readonly<Record<Environment, readonly string[]>> = {
  test: ['terminal-api-test.adyen.com', 'management-test.adyen.com'],
  live: ['terminal-api-live.adyen.com', 'management-live.adyen.com'],
};
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
/** Rules of a firewall that go by name must follow a change of address within this time (reference 1.1). */
const REFRESH_S = 60;

/** What a test replaces: everything that reaches beyond this machine. */
export interface WayOut {
  readonly hosts?: readonly string[];
  readonly port?: number;
  readonly timeoutMs?: number;
  readonly lookup?: LookupFunction;
  /** How long an address of that name holds, in seconds; `undefined` when it is not known. */
  readonly timeToLive?: (host: string) => Promise<number | undefined>;
  /** The public authorities, in PEM. */
  readonly roots?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Whether this machine reaches the platform: by name, on port 443, without a box that reads along. */
export async function checkWayOut(
  environment: Environment,
  {
    hosts = HOSTS[environment],
    port = 443,
    timeoutMs = 10_000,
    lookup,
    timeToLive = systemTimeToLive,
    roots,
    env = process.env,
  }: WayOut,
): Promise<OpenFinding> {
  const notes: string[] = [];
  for (const host of hosts) {
    const { addresses, tcp, tls } = await probe({ host, port, timeoutMs, lookup, servername: host });
    if (!addresses.ok) {
      return fail(
        `the name ${host} cannot be resolved (${addresses.code})`,
        'let DNS resolve *.adyen.com and *.adyenpayments.com',
      );
    }
    if (tcp?.ok !== true) {
      const code = tcp?.code ?? 'unknown';
      return fail(
        `${host} cannot be reached on port ${port} (${code})`,
        'open tcp/443 to *.adyen.com and *.adyenpayments.com, by name',
      );
    }
    if (tls?.ok !== true) {
      const code = tls?.code ?? 'unknown';
      return fail(
        `${host}: the TLS handshake failed (${code}): a firewall may end it`,
        'exempt *.adyen.com from TLS inspection',
      );
    }
    const { chain } = tls.value;
    const [leaf, top] = [chain[0], chain.at(-1)];
    if (publicAuthorityOf(chain, roots) === undefined) {
      const issuer = top && issuerName(top);
      return fail(
        `an inspecting box stands between: ${JSON.stringify(issuer)}, no public authority, issued the certificate of ${host}`,
        'exempt *.adyen.com and *.adyenpayments.com from TLS inspection: terminals refuse it',
      );
    }
    if (leaf?.checkHost(host) === undefined) {
      return fail(
        `another server answers in place of ${host}: ${JSON.stringify(leaf && subjectName(leaf))}, as a captive portal does`,
        'take the machine out of the portal, or exempt the name',
      );
    }
    const seconds = await timeToLive(host);
    notes.push(seconds === undefined ? host : `${host} (its address holds ${seconds} s)`);
  }
  const reached = `reached: ${notes.join(', ')}; firewall rules go by name, and follow it within ${REFRESH_S} s`;
  const proxy = PROXY_VARIABLES.find((name) => env[name]);
  if (proxy === undefined) return pass(reached);
  return warn(
    `${reached}. The variable ${proxy} names a proxy: it was not used, and no terminal uses it`,
    'let terminals out without a proxy',
  );
}

async function systemTimeToLive(host: string): Promise<number | undefined> {
  try {
    return (await resolve4(host, { ttl: true }))[0]?.ttl;
  } catch {
    return undefined;
  }
}

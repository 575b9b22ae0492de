import type { LookupFunction } from 'node:net';
import { findAddresses } from './find-addresses.ts';
import { openTcp } from './open-tcp.ts';
import type { Probe } from './probe.types.ts';
import { readHandshake } from './read-handshake.ts';

export interface ProbeOptions {
  readonly host: string;
  readonly port: number;
  /** For each step. */
  readonly timeoutMs: number;
  /** The server name to send. Default: the host, unless it is an address. */
  readonly servername?: string | undefined;
  /** Finds the addresses of a host name. Default: that of Node.js (`dns.lookup`). */
  readonly lookup?: LookupFunction | undefined;
}

/** Looks how far a connection to a host gets, and what it presents. Never rejects. */
export async function probe({ host, port, timeoutMs, servername, lookup }: ProbeOptions): Promise<Probe> {
  const addresses = await findAddresses(host, timeoutMs, lookup);
  if (!addresses.ok) return { addresses };
  const opened = await openTcp(addresses.value, port, timeoutMs);
  if (!opened.ok) return { addresses, tcp: opened };
  const { socket, address, ms } = opened.value;
  const tls = await readHandshake(socket, { host, servername, timeoutMs });
  return { addresses, tcp: { ok: true, value: { address, ms } }, tls };
}

import type { LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { deliveryOf } from '../../../../protocol/faults.ts';
import { tlsServer } from '../../../support/wire/tls-server.ts';
import { body, codeOf, POIID, post, useTransports } from './transport-bench.ts';

const { fleet, keep, terminal, transportTo } = useTransports();
const hasIPv6 = (networkInterfaces()['lo'] ?? []).some(({ family }) => family === 'IPv6');

describe('a request to the right terminal', () => {
  it('arrives once, complete, as JSON on /nexo, and its answer comes back', async () => {
    const seen: string[] = [];
    const server = await terminal({ poiid: POIID }, (request, response, received) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${received.toString()}`);
      response.end('{"a":1}');
    });
    const written: string[] = [];
    const result = await transportTo(server.port).post({
      body,
      signal: new AbortController().signal,
      onWritten: () => written.push(`written before the answer: ${seen.length === 0}`),
    });
    expect(result).toMatchObject({ kind: 'answered', status: 200 });
    expect(result.kind === 'answered' && Buffer.from(result.body).toString()).toBe('{"a":1}');
    expect(seen).toEqual(['POST /nexo application/json {"SaleToPOIRequest":{}}']);
    expect(written).toEqual(['written before the answer: true']);
  });

  it('sends no key, no cookie and no server name for an address', async () => {
    const headers: string[][] = [];
    const server = await terminal({ poiid: POIID }, (request, response) => {
      headers.push(Object.keys(request.headers).toSorted());
      response.end();
    });
    await post(transportTo(server.port));
    expect(headers).toEqual([['connection', 'content-length', 'content-type', 'host']]);
    expect(server.serverNames).toEqual([false]);
  });

  it('takes a connection of its own, on which the certificate is checked: no TLS session is resumed', async () => {
    const server = await terminal();
    const transport = transportTo(server.port);
    for (let round = 0; round < 3; round += 1) expect(codeOf(await post(transport))).toBe('HTTP 200');
    expect(server.connections()).toBe(3);
    expect(server.resumedSessions()).toBe(0);
  });

  it('passes while another waits: an abort and a status check are not held up by a payment', async () => {
    const waiting: (() => void)[] = [];
    const server = await terminal({ poiid: POIID }, (_request, response) => {
      waiting.push(() => response.end());
      if (waiting.length === 3) for (const answer of waiting) answer();
    });
    const transport = transportTo(server.port);
    const results = await Promise.all([post(transport), post(transport), post(transport)]);
    expect(results.map(codeOf)).toEqual(['HTTP 200', 'HTTP 200', 'HTTP 200']);
  });

  it('follows no redirect and takes any status as it comes', async () => {
    let requests = 0;
    const server = await terminal({ poiid: POIID }, (_request, response) => {
      requests += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(codeOf(await post(transportTo(server.port)))).toBe('HTTP 307');
    expect(requests).toBe(1);
  });

  it('also takes the legacy certificate where the terminal is allowed to show it', async () => {
    const server = await terminal({ legacy: true });
    expect(codeOf(await post(transportTo(server.port, { allowLegacyCertificate: true })))).toBe('HTTP 200');
  });
});

describe('an IPv6 address with a zone', () => {
  it('is connected to, and the zone stays on this machine', async ({ skip }) => {
    if (!hasIPv6) skip('this machine has no IPv6');
    const hosts: (string | undefined)[] = [];
    const leaf = await fleet().issue({ poiid: POIID });
    const server = await tlsServer(
      leaf,
      (request, response) => {
        hosts.push(request.headers.host);
        response.end('{}');
      },
      {},
      '::1',
    );
    keep(server);
    expect(codeOf(await post(transportTo(server.port, { host: '::1%lo' })))).toBe('HTTP 200');
    expect(hosts).toEqual([`[::1]:${server.port}`]);
  });

  it.each(['fe80::1%lo', 'fe80::1%no-such-zone', 'fe80::1%25lo', '::1%'])(
    '%s that cannot be reached is no "maybe sent"',
    async (host) => {
      const result = await post(transportTo(9, { host, connectTimeoutMs: 100 }));
      expect(deliveryOf(codeOf(result))).toBe('notSent');
    },
  );
});

describe('what is thrown before the first byte', () => {
  it.each<[string, { host?: string; lookup?: LookupFunction }]>([
    ['by an address that makes no URL', { host: 'not a host' }],
    [
      'by a look-up at once',
      {
        host: 'terminal.test',
        lookup: () => {
          throw new Error('no');
        },
      },
    ],
    [
      'by a look-up that finds nonsense',
      { host: 'terminal.test', lookup: (_name, _options, callback) => callback(null, 'nonsense', 4) },
    ],
  ])('%s is notSent', async (_, over) => {
    const result = await post(transportTo(9, over));
    expect(deliveryOf(codeOf(result))).toBe('notSent');
  });
});

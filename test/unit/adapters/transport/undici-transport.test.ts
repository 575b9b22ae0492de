import { connect, createServer, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { undiciTransport } from '../../../../adapters/undici-transport.ts';
import type { Transport, TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { loadFleetRoot, type FleetRoot } from '../../../../certs/index.ts';
import { BODY_BYTES_MAX } from '../../../../protocol/codec.ts';
import { deliveryOf, failure } from '../../../../protocol/faults.ts';
import { createFakeFleet, type FakeFleet, type LeafRequest } from '../../../../simulator/fleet/fleet.ts';
import { oddLeaf } from '../../../support/wire/odd-leaf.ts';
import { tlsServer, type TlsServer } from '../../../support/wire/tls-server.ts';

const POIID = 'V400m-324688179';
const hasIPv6 = (networkInterfaces()['lo'] ?? []).some(({ family }) => family === 'IPv6');
const body = new TextEncoder().encode('{"SaleToPOIRequest":{}}');

let fleet: FakeFleet;
let stranger: FakeFleet;
let fleetRoot: FleetRoot;
const running: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  [fleet, stranger] = await Promise.all([createFakeFleet(), createFakeFleet()]);
  fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((thing) => thing.close()));
});

async function terminal(
  leaf: LeafRequest = { poiid: POIID },
  answer: Parameters<typeof tlsServer>[1] = (_request, response) => response.end('{"a":1}'),
  options: Parameters<typeof tlsServer>[2] = {},
  from: FakeFleet = fleet,
): Promise<TlsServer> {
  const server = await tlsServer(await from.issue(leaf), answer, options);
  running.push(server);
  return server;
}

/** A terminal that takes a request and never answers; `arrived` resolves when it has one. */
async function silentTerminal(): Promise<{ server: TlsServer; arrived: Promise<void> }> {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  return { server: await terminal({ poiid: POIID }, () => arrive()), arrived };
}

async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  running.push({ close });
  return (server.address() as AddressInfo).port;
}

function transportTo(
  port: number,
  over: { host?: string; allowLegacyCertificate?: boolean; connectTimeoutMs?: number; lookup?: LookupFunction } = {},
) {
  const { host = '127.0.0.1', allowLegacyCertificate = false, connectTimeoutMs = 10_000, lookup } = over;
  const transport = undiciTransport(
    { poiid: POIID, host, port, allowLegacyCertificate },
    { fleetRoot, connectTimeoutMs, ...(lookup !== undefined && { lookup }) },
  );
  running.push(transport);
  return transport;
}

const post = (transport: Transport, signal = new AbortController().signal) =>
  transport.post({ body, signal, onWritten: () => {} });

function codeOf(result: TransportResult): string {
  return result.kind === 'failed' ? result.failure.code : `HTTP ${result.status}`;
}

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
    const leaf = await fleet.issue({ poiid: POIID });
    const server = await tlsServer(
      leaf,
      (request, response) => {
        hosts.push(request.headers.host);
        response.end('{}');
      },
      {},
      '::1',
    );
    running.push(server);
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

describe('a peer that is not the terminal', () => {
  it.each<[string, LeafRequest, string]>([
    ['self-signed', { poiid: POIID, selfSigned: true }, 'ERR_TLS_SELF_SIGNED'],
    ['expired', { poiid: POIID, validity: 'expired' }, 'ERR_TLS_EXPIRED'],
    ['not yet valid', { poiid: POIID, validity: 'notYetValid' }, 'ERR_TLS_NOT_YET_VALID'],
    ['of another terminal', { poiid: 'V400m-324688170' }, 'ERR_IDENTITY_POIID'],
    ['of a live terminal', { poiid: POIID, environment: 'live' }, 'ERR_IDENTITY_ENVIRONMENT'],
    ['the legacy one', { legacy: true }, 'ERR_IDENTITY_LEGACY'],
    ['of no terminal', { commonName: 'example.com' }, 'ERR_IDENTITY_NAME'],
    ['without its intermediate', { poiid: POIID, withoutIntermediate: true }, 'ERR_TLS_INTERMEDIATE'],
  ])('is sent nothing when its certificate is %s', async (_, leaf, code) => {
    const server = await terminal(leaf);
    const result = await post(transportTo(server.port));
    expect(codeOf(result)).toBe(code);
    expect(deliveryOf(codeOf(result))).toBe('notSent');
    expect(server.bytesReceived()).toBe(0);
  });

  it.each([
    ['demands what we do not understand', { critical: true }],
    ['has no name', { commonName: '' }],
  ])('is sent nothing when its certificate %s', async (_, oddity) => {
    const server = await tlsServer(await oddLeaf(fleet, { poiid: POIID, ...oddity }), (_request, response) =>
      response.end(),
    );
    running.push(server);
    const result = await post(transportTo(server.port));
    expect(codeOf(result)).toBe('critical' in oddity ? 'ERR_TLS_CERTIFICATE' : 'ERR_IDENTITY_NAME');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it speaks before it is asked', async () => {
    const server = await terminal({ poiid: POIID }, undefined, { maxVersion: 'TLSv1.2' });
    server.onConnection((socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_HANDSHAKE');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when its certificate comes from another root', async () => {
    const server = await terminal({ poiid: POIID }, undefined, {}, stranger);
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it brings its own root along', async () => {
    const { chainPem, keyPem } = await stranger.issue({ poiid: POIID });
    const server = await terminal({ poiid: POIID }, undefined, { cert: chainPem + stranger.rootPem, key: keyPem });
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it speaks TLS 1.1 at most', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const server = await terminal({ poiid: POIID }, undefined, old);
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_PROTOCOL');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing even when the environment of the process switches verification off', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const server = await terminal({ poiid: POIID }, undefined, {}, stranger);
      expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
      expect(server.bytesReceived()).toBe(0);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('is sent nothing when it speaks no TLS, or nothing at all', async () => {
    const plain = await tcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(codeOf(await post(transportTo(plain)))).toBe('ERR_TLS_HANDSHAKE');
    const mute = await tcpServer(() => {});
    expect(codeOf(await post(transportTo(mute, { connectTimeoutMs: 1 })))).toBe('ERR_LINK_CONNECT_TIMEOUT');
  });

  it('is not there: refused, unknown by name', async () => {
    const server = await terminal();
    await server.close();
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_LINK_REFUSED');
    expect(codeOf(await post(transportTo(8443, { host: 'no-such-terminal.invalid' })))).toBe('ERR_LINK_NAME');
  });
});

describe('an answer that is lost', () => {
  it.each<[string, Parameters<typeof tlsServer>[1], string]>([
    ['the connection is reset after the request', (request) => request.socket.destroy(), 'ERR_LINK_RESET'],
    [
      'the answer is cut short',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"a":');
        setImmediate(() => response.socket?.end());
      },
      'ERR_LINK_RESET',
    ],
    ['the answer is not HTTP', (request) => request.socket.end('nonsense\r\n\r\n'), 'ERR_LINK_HTTP'],
    [
      'the answer has no end',
      (_request, response) => {
        response.on('error', () => {});
        response.end(Buffer.alloc(BODY_BYTES_MAX + 1, 'x'));
      },
      'ERR_ANSWER_TOO_LARGE',
    ],
  ])('is maybeSent, and the request is not sent again, when %s', async (_, answer, code) => {
    let requests = 0;
    const server = await terminal({ poiid: POIID }, (request, response, received) => {
      requests += 1;
      answer(request, response, received);
    });
    const result = await post(transportTo(server.port));
    expect(codeOf(result)).toBe(code);
    expect(deliveryOf(codeOf(result))).toBe('maybeSent');
    expect(requests).toBe(1);
  });

  it('is maybeSent when the connection is reset in the middle of the request', async () => {
    const { server } = await silentTerminal();
    let passed = 0;
    const wire = await tcpServer((socket) => {
      const terminalSide = connect(server.port, '127.0.0.1');
      terminalSide.on('error', () => {}).on('data', (chunk) => socket.write(chunk));
      socket.on('data', (chunk) => {
        terminalSide.write(chunk);
        passed += chunk.byteLength;
        if (passed > 100_000) socket.resetAndDestroy();
      });
    });
    const large = new Uint8Array(16 * 1024 * 1024); // more than any buffer on the way holds
    const result = await transportTo(wire).post({ body: large, signal: new AbortController().signal });
    expect(codeOf(result)).toBe('ERR_LINK_RESET');
  });

  it('is maybeSent when the wait is given up, and notSent when it is given up before a byte left', async () => {
    const { server, arrived } = await silentTerminal();
    const giveUp = new AbortController();
    const result = post(transportTo(server.port), giveUp.signal);
    await arrived;
    giveUp.abort();
    expect(codeOf(await result)).toBe('ERR_LINK_ABANDONED');
    expect(codeOf(await post(transportTo(server.port), AbortSignal.abort()))).toBe('ERR_LINK_CANCELLED');
  });

  it('comes back at once when it is given up while connecting, and makes no other connection', async () => {
    let connections = 0;
    let connected = () => {};
    const first = new Promise<void>((resolve) => (connected = resolve));
    const port = await tcpServer(() => {
      connections += 1;
      connected();
    });
    const giveUp = new AbortController();
    const result = post(transportTo(port), giveUp.signal);
    await first;
    giveUp.abort();
    expect(codeOf(await result)).toBe('ERR_LINK_CANCELLED');
    expect(connections).toBe(1);
  });

  it('is not asked about before TLS is up, and then right before the first byte', async () => {
    const server = await terminal();
    let greet = (_: () => void) => {};
    const greeted = new Promise<() => void>((resolve) => (greet = resolve));
    // A wire in between that keeps what the terminal says of the handshake.
    const wire = await tcpServer((socket) => {
      const terminalSide = connect(server.port, '127.0.0.1');
      terminalSide.on('error', () => {}).once('readable', () => greet(() => terminalSide.pipe(socket)));
      socket.on('data', (chunk) => terminalSide.write(chunk)).on('close', () => terminalSide.destroy());
    });
    const asked: string[] = [];
    const result = transportTo(wire).post({
      body,
      signal: new AbortController().signal,
      whyNotSend: () => {
        asked.push(`asked with ${server.bytesReceived()} bytes out`);
        return failure('ERR_WITHDRAWN');
      },
    });
    const goOn = await greeted;
    expect(asked).toEqual([]);
    goOn();
    expect(codeOf(await result)).toBe('ERR_WITHDRAWN');
    expect(asked).toEqual(['asked with 0 bytes out']);
    expect(server.bytesReceived()).toBe(0);
  });

  it('resets the connection when it is given up: the kernel delivers nothing of the request after that', async () => {
    const { server, arrived } = await silentTerminal();
    // A wire in between sees how the till's side of the connection ends: ECONNRESET, or 'end' for an orderly goodbye.
    let end = (_: string) => {};
    const ending = new Promise<string>((resolve) => (end = resolve));
    const wire = await tcpServer((socket) => {
      const terminalSide = connect(server.port, '127.0.0.1');
      terminalSide.on('error', () => {}).on('data', (chunk) => socket.write(chunk));
      socket.on('data', (chunk) => terminalSide.write(chunk));
      socket.on('end', () => end('end')).on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
    });
    const giveUp = new AbortController();
    const result = post(transportTo(wire), giveUp.signal);
    await arrived;
    giveUp.abort();
    expect(codeOf(await result)).toBe('ERR_LINK_ABANDONED');
    expect(await ending).toBe('ECONNRESET');
    expect(server.connections()).toBe(1);
  });

  it('is maybeSent when the transport is closed meanwhile, and nothing is sent after that', async () => {
    const { server, arrived } = await silentTerminal();
    const transport = transportTo(server.port);
    const result = post(transport);
    await arrived;
    await transport.close();
    await transport.close();
    expect(codeOf(await result)).toBe('ERR_LINK_ABANDONED');
    expect(codeOf(await post(transport))).toBe('ERR_LINK_CANCELLED');
  });
});

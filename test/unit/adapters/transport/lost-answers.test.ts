import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BODY_BYTES_MAX } from '../../../../protocol/codec.ts';
import { deliveryOf, failure } from '../../../../protocol/faults.ts';
import type { tlsServer } from '../../../support/wire/tls-server.ts';
import { body, codeOf, POIID, post, useTransports } from './transport-bench.ts';

const { silentTerminal, tcpServer, terminal, transportTo } = useTransports();

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

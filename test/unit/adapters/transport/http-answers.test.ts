import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { undiciTransport } from '../../../../adapters/undici-transport.ts';
import { loadFleetRoot, type FleetRoot } from '../../../../certs/index.ts';
import { BODY_BYTES_MAX } from '../../../../protocol/codec.ts';
import { createFakeFleet, type FakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { rawTlsServer } from '../../../support/wire/raw-tls-server.ts';

const POIID = 'V400m-324688179';
const BODY = '{"SaleToPOIResponse":{}}';
const LENGTH = `content-length: ${BODY.length}\r\n`;

let fleet: FakeFleet;
let fleetRoot: FleetRoot;
const running: { close(): Promise<unknown> }[] = [];
beforeAll(async () => {
  fleet = await createFakeFleet();
  fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((thing) => thing.close()));
});

/** The answer of the transport when the terminal writes these bytes, part by part, once it has the whole request; then it closes. */
async function answerOf(...parts: (string | Buffer)[]): Promise<string> {
  const server = await rawTlsServer(await fleet.issue({ poiid: POIID }), parts);
  const transport = undiciTransport(
    { poiid: POIID, host: '127.0.0.1', port: server.port, allowLegacyCertificate: false },
    { fleetRoot, connectTimeoutMs: 10_000 },
  );
  running.push(server, transport);
  const result = await transport.post({ body: Buffer.from('{"a":1}'), signal: new AbortController().signal });
  expect(server.requests()).toBe(1);
  return result.kind === 'failed' ? result.failure.code : `${result.status} ${Buffer.from(result.body).toString()}`;
}

const OK = `HTTP/1.1 200 OK\r\n${LENGTH}\r\n${BODY}`;
const coded = (name: string, body: Buffer) => [
  `HTTP/1.1 200 OK\r\ncontent-encoding: ${name}\r\ncontent-length: ${body.length}\r\n\r\n`,
  body,
];

describe('an answer in unusual HTTP is read', () => {
  it.each<[string, ...(string | Buffer)[]]>([
    ['after a 100 that no request asked for', 'HTTP/1.1 100 Continue\r\n\r\n', OK],
    ['after a 100 in the same packet', `HTTP/1.1 100 Continue\r\n\r\n${OK}`],
    ['after a 100 with headers', 'HTTP/1.1 100 Continue\r\nServer: nexo\r\n\r\n', OK],
    ['after a 102 and a 103', 'HTTP/1.1 102 Processing\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', OK],
    ['after a 100 of HTTP/1.0, and without a reason', 'HTTP/1.0 100\r\n\r\n', OK],
    ['after an empty line', `\r\n${OK}`],
    ['byte by byte, with a 100 before it', ...`HTTP/1.1 100 Continue\r\n\r\n${OK}`.split('')],
    ['in HTTP/1.0, to the end of the connection', `HTTP/1.0 200 OK\r\n\r\n${BODY}`],
    ['in HTTP/1.1, to the end of the connection', `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${BODY}`],
    ['without a reason', `HTTP/1.1 200 \r\n${LENGTH}\r\n${BODY}`],
    ['with another type of content', `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${LENGTH}\r\n${BODY}`],
    ['with names in any case', `HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: ${BODY.length}\r\n\r\n${BODY}`],
    [
      'with headers twice',
      `HTTP/1.1 200 OK\r\nDate: a\r\nDate: b\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n${LENGTH}\r\n${BODY}`,
    ],
    ['with spaces around the values', `HTTP/1.1 200 OK\r\nContent-Length: \t ${BODY.length} \t\r\n\r\n${BODY}`],
    [
      'with bytes that are not ASCII in a header',
      Buffer.from(`HTTP/1.1 200 OK\r\nServer: caf\xe9\r\n${LENGTH}\r\n${BODY}`, 'latin1'),
    ],
    [
      'in chunks',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n${BODY.slice(0, 5)}\r\n13\r\n${BODY.slice(5)}\r\n0\r\n\r\n`,
    ],
    [
      'in chunks with extensions and trailers',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n18;a=b;c="d"\r\n${BODY}\r\n0;e\r\nX-Sum: 1\r\n\r\n`,
    ],
    ['with lines that end with LF', `HTTP/1.1 200 OK\nServer: a\n${LENGTH.trim()}\n\n${BODY}`],
    ['with lines that end with LF, after such a 100', 'HTTP/1.1 100 Continue\n\n', OK.replaceAll('\r', '')],
    ['with some lines that end with LF', `HTTP/1.1 200 OK\r\nServer: a\n${LENGTH}\r\n${BODY}`],
    ['with lines that are folded', `HTTP/1.1 200 OK\r\nServer: a\r\n  b\r\n\tc\r\n${LENGTH}\r\n${BODY}`],
    ['with more of nothing after it', `${OK}\r\n\r\n`],
    ['with gzip', ...coded('gzip', gzipSync(BODY))],
    ['with an older name of gzip', ...coded('X-GZip', gzipSync(BODY))],
    ['with deflate', ...coded('deflate', deflateSync(BODY))],
    ['with Brotli', ...coded('br', brotliCompressSync(BODY))],
    ['with two codings', ...coded('deflate, gzip', gzipSync(deflateSync(BODY)))],
    ['with the coding that is none', ...coded('identity', Buffer.from(BODY))],
  ])('%s', async (_, ...parts) => {
    expect(await answerOf(...parts)).toBe(`200 ${BODY}`);
  });
});

describe('an answer that is cut or cannot be read', () => {
  it.each<[string, string, ...(string | Buffer)[]]>([
    ['ends after an interim answer', 'ERR_LINK_RESET', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['ends in an interim answer', 'ERR_LINK_RESET', 'HTTP/1.1 100 Con'],
    ['ends in its status line', 'ERR_LINK_RESET', 'HTTP/1.1 20'],
    ['has an interim answer without end', 'ERR_LINK_RESET', `HTTP/1.1 100 ${'a'.repeat(40_000)}`],
    ['is short of its length', 'ERR_LINK_RESET', `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${BODY}`],
    ['has no last chunk', 'ERR_LINK_RESET', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n18\r\n${BODY}\r\n`],
  ])('may have been sent when it %s', async (_, code, ...parts) => {
    expect(await answerOf(...parts)).toBe(code);
  });

  it('is given out as it came when its coding is not known or is a lie, or it becomes too large', async () => {
    expect(await answerOf(...coded('zstd', Buffer.from('x')))).toBe('200 x');
    expect(await answerOf(...coded('gzip', Buffer.from('x')))).toBe('200 x');
    expect(await answerOf(...coded('toString', Buffer.from('x')))).toBe('200 x');
    const bomb = gzipSync(Buffer.alloc(BODY_BYTES_MAX + 1));
    expect(await answerOf(...coded('gzip', bomb))).toBe(`200 ${bomb.toString()}`);
  });
});

import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { NotificationListener } from '../../../../adapters/ports/listener.port.ts';
import { basic, CREDENTIALS } from './notices.ts';

/** A client of bytes: sends any bytes, also those that are not HTTP, and keeps the answer. */
export interface RawClient {
  readonly socket: Socket;
  /** What has come so far. */
  text(): string;
  /** Resolves when that has come; rejects when the connection closes without it. */
  reads(expected: string): Promise<void>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

export interface ConnectOptions {
  /** The root to trust: makes it TLS. */
  readonly ca?: string;
  /** Of this machine: 127.0.0.2 is another address than 127.0.0.1. */
  readonly localAddress?: string;
}

export async function rawClient(port: number, { ca, localAddress }: ConnectOptions = {}): Promise<RawClient> {
  const where = { host: '127.0.0.1', port, ...(localAddress !== undefined && { localAddress }) };
  const socket =
    ca === undefined ? connectTcp(where) : connectTls({ ...where, ca, checkServerIdentity: () => undefined });
  const watching = new Set<() => void>();
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (const check of watching) check();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      for (const check of watching) check();
      resolve();
    });
  });
  await once(socket, ca === undefined ? 'connect' : 'secureConnect');
  return {
    socket,
    text: () => text,
    closed,
    reads: (expected) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (text.includes(expected)) resolve();
          else if (isClosed) reject(new Error(`closed after ${JSON.stringify(text)}`));
        };
        watching.add(check);
        check();
      }),
  };
}

export const AUTHORIZATION = `Authorization: ${basic(CREDENTIALS.username, CREDENTIALS.password)}\r\n`;

/** The head of a POST. */
export function head(contentLength: number, more = AUTHORIZATION): string {
  return `POST /any/path HTTP/1.1\r\nHost: till\r\nContent-Length: ${contentLength}\r\n${more}\r\n`;
}

/** Sends a notification over a connection of its own; the whole answer, once the connection is closed. */
export async function deliver(
  { port }: Pick<NotificationListener, 'port'>,
  body: Uint8Array,
  options: ConnectOptions & { readonly more?: string } = {},
): Promise<string> {
  const client = await rawClient(port, options);
  client.socket.write(head(body.byteLength, `Connection: close\r\n${options.more ?? AUTHORIZATION}`));
  client.socket.write(body);
  await client.closed;
  return client.text();
}

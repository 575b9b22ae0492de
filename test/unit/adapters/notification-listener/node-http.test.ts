import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeHttpListener } from '../../../../adapters/notification-listener/node-http.ts';
import { notificationHandler } from '../../../../adapters/notification-listener/notification-handler.ts';
import type { KeyRing } from '../../../../crypto/index.ts';
import { basic, CREDENTIALS, display, keepingSink, LANE_KEY, ringOf, sealed } from './notices.ts';

let keyRing: KeyRing;
const servers: Server[] = [];

beforeAll(async () => {
  keyRing = await ringOf(LANE_KEY);
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const authorization = basic(CREDENTIALS.username, CREDENTIALS.password);
const send = (url: string, headers: Record<string, string> = { authorization }) =>
  fetch(url, { method: 'POST', headers, body: Uint8Array.from(sealed(keyRing, display())) });

describe('a handler in a server that is there already', () => {
  it('accepts notifications beside the other paths of the server', async () => {
    const { received, has, sink } = keepingSink();
    const notifications = nodeHttpListener(notificationHandler({ keyRing, credentials: CREDENTIALS, sink }));
    const url = await serve((request, response) => {
      if (request.url === '/notifications') notifications(request, response);
      else response.end('the shop');
    });
    const answer = await send(`${url}/notifications`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    await expect(answer.text()).resolves.toBe('[accepted]');
    await has(1);
    expect(received).toMatchObject([{ event: 'CARD_PRESENTED', sealed: true }]);
    await expect((await send(url)).text()).resolves.toBe('the shop');
  });

  it('refuses as the listener does', async () => {
    const { received, sink } = keepingSink();
    const handler = notificationHandler({ keyRing, credentials: CREDENTIALS, sink });
    const url = await serve(nodeHttpListener(handler));
    const answer = await send(url, {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect((await fetch(url)).status).toBe(405);
    expect(received).toEqual([]);
    expect(handler.counts()).toMatchObject({ unauthorized: 1, methodNotAllowed: 1 });
  });

  it('knows whether the sender is on this machine', async () => {
    const { has, sink } = keepingSink();
    const url = await serve(nodeHttpListener(notificationHandler({ keyRing, sink })));
    expect((await send(url, {})).status).toBe(200);
    await has(1);
  });

  it('reports an error when a body parser has read the body before it', async () => {
    const { received, sink } = keepingSink();
    const notifications = nodeHttpListener(notificationHandler({ keyRing, credentials: CREDENTIALS, sink }));
    const url = await serve((request, response) => {
      request.resume();
      request.once('end', () => notifications(request, response));
    });
    expect((await send(url)).status).toBe(500);
    expect(received).toEqual([]);
  });
});

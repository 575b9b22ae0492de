import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callOwner } from '../../../../cli/live/call-gateway.ts';

const CALL = { method: 'POST', path: '/v1/transactions/basket-1/abort' } as const;

/** A server that gives that answer to whatever it is asked. */
async function answering(status: number, json: object) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the command line, at the server that has a terminal', () => {
  it('goes from the server of its configuration to another one that the user has named, with the same token', async () => {
    const owner = await answering(200, { id: 'basket-1' });
    const first = await answering(421, { code: 'ERR_TERMINAL_ELSEWHERE', url: owner.url });
    const place = { url: first.url, token: 'owner-token', others: [owner.url] };
    expect(await callOwner(place, CALL)).toEqual({ status: 200, json: { id: 'basket-1' }, url: owner.url });
    expect(owner.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer owner-token']);
  });

  it('sends its token to nobody else, whatever an answer names, and says where the terminal is', async () => {
    const stranger = await answering(200, {});
    const first = await answering(421, { code: 'ERR_TERMINAL_ELSEWHERE', url: stranger.url });
    for (const others of [undefined, ['https://till-2.shop:4460']]) {
      const place = { url: first.url, token: 'owner-token', ...(others && { others }) };
      await expect(callOwner(place, CALL)).rejects.toMatchObject({
        code: 'ERR_CONFIG_GATEWAY',
        message: expect.stringContaining(stranger.url),
      });
    }
    expect(stranger.asked).toEqual([]);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGateway } from '../../../gateway/index.ts';
import { createFakeFleet } from '../../../simulator/fleet/fleet.ts';
import { newFolder } from '../../support/end-of-file.ts';
import { openTestGateway, TOKENS } from '../../support/gateway/test-gateway.ts';
import { createTestEngine } from '../../support/test-engine.ts';

const tokens = [{ name: 'till', token: TOKENS.till, scopes: ['pay'] as const }];

describe('a gateway', () => {
  it.each([
    ['without a token', { tokens: [] }, 'tokens'],
    ['on every address without TLS', { listen: { host: '0.0.0.0' } }, 'tls'],
    ['on an address of the network without TLS', { listen: { host: '192.0.2.7' } }, 'tls'],
    ['on a name that may be another machine, without TLS', { listen: { host: 'till.example' } }, 'tls'],
    [
      'on every address without the names of its callers',
      { listen: { host: '::' }, tls: { cert: '', key: '' } },
      'allowedHosts',
    ],
    ['with TLS that is none', { tls: { cert: 'x', key: 'y' } }, 'tls'],
    ['on a port that is none', { listen: { port: 70_000 } }, 'listen.port'],
    ['with an option that is misspelt', { tokenfile: 'x' }, 'gateway'],
    ['with a limit that is none', { limits: { streamsMax: 0 } }, 'limits.streamsMax'],
    ['with an origin that is none', { allowedOrigins: ['till.example'] }, 'allowedOrigins[0]'],
  ])('%s does not start', async (_, over, path) => {
    const { engine } = await createTestEngine();
    const refused = createGateway(engine, { listen: { port: 0 }, tokens, ...over });
    await expect(refused).rejects.toMatchObject({ code: 'ERR_CONFIG_GATEWAY', path });
  });

  it('does not start on a port that is taken, and leaves nothing behind', async () => {
    const { engine } = await createTestEngine();
    const { gateway } = await openTestGateway(engine);
    const port = Number(new URL(gateway.url).port);
    await expect(createGateway(engine, { listen: { port }, tokens })).rejects.toMatchObject({ found: 'EADDRINUSE' });
  });

  it('makes the file of its token, whose owner may do everything', async () => {
    const tokenFile = join(newFolder('gateway'), 'token');
    const { engine } = await createTestEngine();
    const { gateway } = await openTestGateway(engine, { tokens: [], tokenFile });
    expect(gateway.tokenFile).toBe(tokenFile);
  });

  it('speaks TLS with the certificate that it is given', async () => {
    const fleet = await createFakeFleet();
    const { chainPem: cert, keyPem: key } = await fleet.issue({ commonName: 'localhost' });
    const { engine } = await createTestEngine();
    const { gateway } = await openTestGateway(engine, { tls: { cert, key } });
    expect(gateway.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { get } = await import('node:https');
    const status = await new Promise((resolve, reject) => {
      get(
        `${gateway.url}/healthz`,
        { ca: fleet.rootPem, servername: 'localhost', agent: false, checkServerIdentity: () => undefined },
        (response) => resolve(response.resume().statusCode),
      ).on('error', reject);
    });
    expect(status).toBe(200);
  });

  it('can be closed twice, and leaves the engine to its owner', async () => {
    const { engine } = await createTestEngine();
    const { gateway } = await openTestGateway(engine);
    await Promise.all([gateway.close(), gateway[Symbol.asyncDispose]()]);
    await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow('fetch failed');
    expect(engine.terminals()).toHaveLength(2);
  });
});

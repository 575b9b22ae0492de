import { existsSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../../../support/end-of-file.ts';
import { openTestGateway } from '../../../support/gateway/test-gateway.ts';
import { createTestEngine } from '../../../support/test-engine.ts';

const socketIn = () => join(newFolder('socket'), 'gateway.sock');

function statusOver(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/healthz', headers: { Host: 'localhost' } }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
}

describe.skipIf(process.platform === 'win32')('a gateway on a socket file', () => {
  it('answers on it, for its own user alone, and removes it at its end', async () => {
    const socketPath = socketIn();
    const { engine } = await createTestEngine();
    const { gateway } = await openTestGateway(engine, { listen: { socketPath } });
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(await statusOver(socketPath)).toBe(200);
    await gateway.close();
    expect(existsSync(socketPath)).toBe(false);
  });

  it('takes the place of one that a killed process left behind', async () => {
    const socketPath = socketIn();
    const { execFileSync } = await import('node:child_process');
    const leave = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', leave, socketPath])).toThrow(/SIGKILL|Command failed/);
    expect(existsSync(socketPath)).toBe(true);
    const { engine } = await createTestEngine();
    await openTestGateway(engine, { listen: { socketPath } });
    expect(await statusOver(socketPath)).toBe(200);
  });

  it('leaves one alone that is in use, and a file that is no socket', async () => {
    const { engine } = await createTestEngine();
    const inUse = socketIn();
    const server = createServer().listen(inUse);
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(openTestGateway(engine, { listen: { socketPath: inUse } })).rejects.toMatchObject({
      code: 'ERR_CONFIG_GATEWAY',
      found: 'a socket that another process listens on',
    });
    server.close();
    const file = socketIn();
    writeFileSync(file, 'kept');
    await expect(openTestGateway(engine, { listen: { socketPath: file } })).rejects.toMatchObject({
      found: 'a file that is no socket',
    });
  });
});

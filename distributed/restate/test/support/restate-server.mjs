// One Restate server with the settings of this package, on ports that the operating system chose.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeIdentity } from './identity.mjs';
import { start } from './start.mjs';
import { isUp, until } from './until.mjs';

const SETTINGS = fileURLToPath(new URL('../../server.toml', import.meta.url));
export const PARTITIONS = 4;

/** The program of the server; `undefined` where its package is not installed. */
export function serverProgram() {
  try {
    const require = createRequire(import.meta.url);
    const path = join(
      dirname(require.resolve('@restatedev/restate-server-linux-x64/package.json')),
      'bin/restate-server',
    );
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

export async function choosePorts() {
  return { ingress: await freePort(), admin: await freePort(), node: await freePort() };
}

/** A server alone. */
export async function openServer(folder) {
  const identity = writeIdentity(join(folder, 'identity.pem'));
  const server = makeServer({ folder, name: 'n1', ports: await choosePorts(), identity });
  await server.start();
  return server;
}

/**
 * A server that can be killed and started again on what it stored. It signs its calls.
 *
 * @param env more settings; those of this machine win over them
 */
export function makeServer({ folder, name, ports, identity, env: more = {} }) {
  const [ingress, admin, node] = [ports.ingress, ports.admin, ports.node].map((port) => `http://127.0.0.1:${port}`);
  const env = {
    ...more,
    RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
    RESTATE_ADMIN__BIND_PORT: String(ports.admin),
    RESTATE_BIND_PORT: String(ports.node),
    RESTATE_ADVERTISED_HOST: '127.0.0.1',
    RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: identity.path,
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MiB',
    RESTATE_DEFAULT_NUM_PARTITIONS: String(PARTITIONS),
    RESTATE_LOG_FORMAT: 'compact',
    RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
  };
  const args = ['--no-logo', '--config-file', SETTINGS, '--base-dir', join(folder, name), '--node-name', name];
  args.push('--listen-mode', 'tcp');
  let process;
  return {
    name,
    ingress,
    admin,
    publicKey: identity.publicKey,
    get process() {
      return process;
    },
    async start() {
      process = start(serverProgram(), args, { env });
      const died = process.ended.then(() => Promise.reject(new Error(`the server ended: ${process.complaint()}`)));
      died.catch(() => undefined);
      for (const url of [`${admin}/health`, `${ingress}/restate/health`])
        await Promise.race([died, until(url, () => isUp(url))]);
    },
    /** A crash: what is not on its disk is gone. */
    kill: () => process.end(),
    close: () => process?.end(),
    /** How many partitions it leads; `undefined` while it does not say. */
    async leads() {
      const metrics = await fetch(`${node}/metrics`, { signal: AbortSignal.timeout(1_000) })
        .then((response) => response.text())
        .catch(() => '');
      const [, count] = /^restate_num_active_partition_leaders\S* (\d+)/m.exec(metrics) ?? [];
      return count === undefined ? undefined : Number(count);
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// One Restate server with the settings of this package, on ports that the operating system chose.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { start } from './start.mjs';

const SETTINGS = fileURLToPath(new URL('../../server.toml', import.meta.url));
const READY_MS_MAX = 120_000;

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

/** A server that can be killed and started again on what it stored. It signs its calls. */
export async function openServer(folder) {
  const ports = { ingress: await freePort(), admin: await freePort(), node: await freePort() };
  const [ingress, admin] = [ports.ingress, ports.admin].map((port) => `http://127.0.0.1:${port}`);
  const identity = writeIdentity(join(folder, 'identity.pem'));
  const env = {
    RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
    RESTATE_ADMIN__BIND_PORT: String(ports.admin),
    RESTATE_BIND_PORT: String(ports.node),
    RESTATE_ADVERTISED_HOST: '127.0.0.1',
    RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: identity.path,
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MiB',
    RESTATE_DEFAULT_NUM_PARTITIONS: '4',
    RESTATE_LOG_FORMAT: 'compact',
    RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
  };
  const args = [
    '--no-logo',
    '--config-file',
    SETTINGS,
    '--base-dir',
    join(folder, 'server'),
    '--node-name',
    'n1',
    '--listen-mode',
    'tcp',
  ];
  let process;
  const server = {
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
      await Promise.race([died, isUp(`${admin}/health`)]);
      await Promise.race([died, isUp(`${ingress}/restate/health`)]);
    },
    /** A crash: what is not on its disk is gone. */
    kill: () => process.end(),
    close: () => process?.end(),
  };
  await server.start();
  return server;
}

async function isUp(url) {
  const endAt = performance.now() + READY_MS_MAX;
  while (performance.now() < endAt) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await sleep(50);
  }
  throw new Error(`${url} is not up`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The key pair that the server signs its calls with, and the public key in the words that a worker takes. */
function writeIdentity(path) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { path, publicKey: `publickeyv1_${base58(raw)}` };
}

function base58(bytes) {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let [number, text] = [BigInt(`0x${bytes.toString('hex')}`), ''];
  for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}

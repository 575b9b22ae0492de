// A server or three, workers behind a load balancer, simulated terminals, and a till.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openShop, SALE_ID } from '../../../../test/crash/kill-test.mjs';
import { connectTill, registerWorker } from '../../index.ts';
import { openLoadBalancer } from './load-balancer.mjs';
import { openServer } from './restate-server.mjs';
import { openServers } from './restate-servers.mjs';
import { start } from './start.mjs';
import { hasTills, isWorkerUp, until } from './until.mjs';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));
export const SECRET = 'a secret of the first till';
export const OTHER = { name: 'TILL-02', secret: 'a secret of the second till' };

/**
 * @param workers how many
 * @param servers one, or the three of a cluster
 * @param places the terminals by a name of their own, each as the simulator is to open it
 * @param moreOptions of the workers, made of the server that runs and of the places
 * @param holdAt steps at which the workers wait until they are told to go on
 */
export async function openCluster({
  workers: count = 1,
  servers = 1,
  places: wanted = { plain: {} },
  limits,
  holdAt,
  moreOptions,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-restate-'));
  /** What ends each part, the last one first. */
  const closing = [async () => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const shop = await openShop({ script: null });
    closing.push(async () => shop.close());
    const places = {};
    for (const [name, place] of Object.entries(wanted)) {
      [places[name]] = await shop.open({ ...place, settings: { cardAfterMs: 5, hostAfterMs: 5, ...place.settings } });
    }
    const server = servers === 1 ? await openServer(folder) : await openServers(folder);
    closing.push(async () => server.close());
    const { sharedKey, rootPem, limits: quick } = shop.tillOptions;
    const options = {
      engine: {
        environment: 'test',
        terminals: Object.values(places).map(({ poiid, port }) => ({ poiid, host: '127.0.0.1', port })),
        sharedKeys: [sharedKey],
        rootCertificate: rootPem,
        // Slow machines take long between two steps: nothing is refused for that, and no terminal is thought to have restarted meanwhile.
        limits: { ...quick, sendWithinMs: 120_000, terminalRestartMinMs: 3_600_000, ...limits },
      },
      tills: [{ name: SALE_ID, secret: SECRET }, OTHER],
      identityKeys: [server.publicKey],
      port: 0,
      holdAt,
      ...moreOptions?.(server, places),
    };
    const workers = new Set();
    const ports = () => [...workers].filter(({ port }) => port !== undefined).map(({ port }) => port);
    const balancer = await openLoadBalancer(ports, isWorkerUp);
    closing.push(async () => balancer.close());
    closing.push(async () => void (await Promise.all([...workers].map(({ process }) => process.end()))));
    const lines = [];
    const watchers = new Set();

    async function startWorker() {
      const worker = { port: undefined };
      const listening = new Promise((resolve) => {
        const onLine = (line) => {
          lines.push({ ...line, worker });
          if (line.type === 'listening') resolve((worker.port = line.port));
          for (const watch of watchers) watch(lines.at(-1));
        };
        worker.process = start(process.execPath, [WORKER, JSON.stringify(options)], { onLine });
      });
      workers.add(worker);
      void worker.process.ended.then(() => workers.delete(worker));
      const died = worker.process.ended.then(() =>
        Promise.reject(new Error(`a worker ended: ${worker.process.complaint()}`)),
      );
      died.catch(() => undefined);
      await Promise.race([listening, died]);
      return worker;
    }

    await Promise.all(Array.from({ length: count }, startWorker));
    await registerWorker(server.admin, balancer.url);
    // The others hear of it later, and until then refuse the tills.
    for (const { ingress } of server.servers ?? [server])
      await until('the service of the tills', () => hasTills(ingress));
    const till = connectTill({ ingress: server.ingress, name: SALE_ID, secret: SECRET });
    closing.push(async () => till.close());
    return {
      folder,
      /** Of an embedded engine on the same terminals. */
      engineOptions: { ...options.engine, saleId: SALE_ID },
      shop,
      places,
      server,
      workers,
      balancer,
      till,
      startWorker,
      close,
      /** The first lines of that type that the workers print, or have printed. */
      lines(type, isWanted, wantedCount) {
        return new Promise((resolve) => {
          const watch = () => {
            const found = lines.filter((line) => line.type === type && isWanted(line));
            if (found.length < wantedCount) return;
            watchers.delete(watch);
            resolve(found);
          };
          watchers.add(watch);
          watch();
        });
      },
      /** The next line of that type that a worker prints. */
      next(type, isWanted) {
        return new Promise((resolve) => {
          watchers.add(function watch(line) {
            if (line.type !== type || !isWanted(line)) return;
            watchers.delete(watch);
            resolve(line);
          });
        });
      },
      async report({ poiid }) {
        const { received, ledger } = await shop.report(poiid);
        return { received, ledger, payments: received.filter(({ MessageCategory }) => MessageCategory === 'Payment') };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

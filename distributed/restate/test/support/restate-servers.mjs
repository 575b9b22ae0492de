// Three Restate servers that are one cluster, with the settings of the compose file: each record is on two of them, and an object store has the
// snapshots. Only where they listen and what they are given to read is of the test.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeIdentity } from './identity.mjs';
import { openLoadBalancer } from './load-balancer.mjs';
import { ACCESS_KEY, openObjectStore } from './object-store.mjs';
import { readCompose } from './read-compose.mjs';
import { choosePorts, makeServer, PARTITIONS } from './restate-server.mjs';
import { isUp, until } from './until.mjs';

const NAMES = ['node-1', 'node-2', 'node-3'];

export async function openServers(folder) {
  const identity = writeIdentity(join(folder, 'identity.pem'));
  const credentials = join(folder, 'credentials');
  writeFileSync(credentials, `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = of a test\n`);
  const { services } = await readCompose();
  const objectStore = await openObjectStore();
  const ports = await Promise.all(NAMES.map(choosePorts));
  const addresses = ports.map(({ node }) => `http://127.0.0.1:${node}/`);
  const servers = NAMES.map((name, index) =>
    makeServer({
      folder,
      name,
      ports: ports[index],
      identity,
      env: {
        ...services[name].environment,
        RESTATE_BASE_DIR: join(folder, name),
        RESTATE_METADATA_CLIENT__ADDRESSES: `[${addresses.join(',')}]`,
        RESTATE_ADVERTISED_ADDRESS: addresses[index],
        RESTATE_WORKER__SNAPSHOTS__AWS_ENDPOINT_URL: objectStore.url,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        // Within what a test pays.
        RESTATE_WORKER__SNAPSHOTS__SNAPSHOT_INTERVAL_NUM_RECORDS: '200',
      },
    }),
  );
  let ingress;
  const close = async () => {
    ingress?.close();
    await Promise.all(servers.map((server) => server.close()));
    objectStore.close();
  };
  try {
    await Promise.all(servers.map((server) => server.start()));
    await until('a leader of each partition', async () => {
      const leads = await Promise.all(servers.map((server) => server.leads()));
      return leads.reduce((sum, count = 0) => sum + count, 0) === PARTITIONS;
    });
    ingress = await openLoadBalancer(
      () => ports.map((own) => own.ingress),
      (port) => isUp(`http://127.0.0.1:${port}/restate/health`),
    );
  } catch (error) {
    await close();
    throw error;
  }
  const [{ admin, publicKey }] = servers;
  return {
    servers,
    objectStore,
    ingress: ingress.url,
    admin,
    publicKey,
    close,
    /** The server that leads the most partitions, and how many. */
    async leader() {
      const counts = await Promise.all(servers.map(async (server) => ({ server, leads: (await server.leads()) ?? 0 })));
      return counts.reduce((most, one) => (one.leads > most.leads ? one : most));
    },
  };
}

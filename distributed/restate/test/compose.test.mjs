// The compose file as data, and what it mounts: there is no Docker here. The test of three nodes runs its settings.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { readCompose } from './support/read-compose.mjs';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const compose = await readCompose();
const { services } = compose;
const nodes = Object.entries(services).filter(([name]) => name.startsWith('node-'));
const settingsOf = (name) => nodes.map(([, { environment }]) => environment[name]);
const isOnce = (values) => new Set(values).size === values.length && !values.includes(undefined);

test('three servers, each with a name, a disk and ports of its own', () => {
  assert.deepEqual(
    nodes.map(([name, { environment }]) => [name, environment.RESTATE_NODE_NAME]),
    ['node-1', 'node-2', 'node-3'].map((name) => [name, name]),
  );
  const disks = nodes.map(([, { volumes }]) => volumes.find((volume) => volume.endsWith(':/restate-data')));
  assert.ok(isOnce(disks), String(disks));
  for (const disk of disks) assert.ok(disk.split(':')[0] in compose.volumes, disk);
  const ports = ['RESTATE_BIND_PORT', 'RESTATE_INGRESS__BIND_PORT', 'RESTATE_ADMIN__BIND_PORT'].flatMap(settingsOf);
  assert.ok(isOnce(ports), String(ports));
});

test('they are one cluster, made by one of them, with each record on two', () => {
  assert.deepEqual(settingsOf('RESTATE_AUTO_PROVISION'), ['true', 'false', 'false']);
  assert.deepEqual(settingsOf('RESTATE_DEFAULT_REPLICATION'), ['2', '2', '2']);
  assert.equal(new Set(settingsOf('RESTATE_CLUSTER_NAME')).size, 1);
  const addresses = settingsOf('RESTATE_ADVERTISED_ADDRESS');
  for (const known of settingsOf('RESTATE_METADATA_CLIENT__ADDRESSES')) assert.equal(known, `[${addresses.join(',')}]`);
});

test('each has the object store for its snapshots, which is there before it', () => {
  const { command, secrets } = services['object-store'];
  const port = command.find((part) => part.startsWith('-s3.port=')).split('=')[1];
  const destinations = settingsOf('RESTATE_WORKER__SNAPSHOTS__DESTINATION');
  assert.equal(new Set(destinations).size, 1);
  const { protocol, host: bucket } = new URL(destinations[0]);
  assert.equal(protocol, 's3:');
  for (const url of settingsOf('RESTATE_WORKER__SNAPSHOTS__AWS_ENDPOINT_URL')) assert.equal(new URL(url).port, port);
  for (const number of settingsOf('RESTATE_WORKER__SNAPSHOTS__SNAPSHOT_INTERVAL_NUM_RECORDS')) assert.ok(number > 0);
  assert.match(services.bucket.command[0], new RegExp(`s3.bucket.create -name ${bucket}'`));
  for (const [, { depends_on: needs }] of nodes)
    assert.deepEqual(needs, { bucket: { condition: 'service_completed_successfully' } });
  assert.deepEqual(secrets, ['object-store-identities']);
});

test('nothing of it is reached from another machine, and it reports to nobody', () => {
  const settings = read('server.toml');
  assert.match(settings, /^bind-ip = "127\.0\.0\.1"$/m);
  assert.match(settings, /^disable-telemetry = true$/m);
  for (const [name, { command, environment, volumes }] of nodes) {
    assert.ok(volumes.includes('./server.toml:/etc/restate.toml:ro'), name);
    assert.equal(command[command.indexOf('--config-file') + 1], '/etc/restate.toml');
    // What would win over the file.
    const others = Object.keys(environment).filter((key) => /BIND_(IP|ADDRESS)|TELEMETRY/.test(key));
    assert.deepEqual([...others, ...command.filter((part) => part.startsWith('--bind'))], []);
  }
  const binds = [...read('deploy/balancer.cfg').matchAll(/^ *bind (\S+):/gm)].map(([, address]) => address);
  assert.deepEqual(binds, ['127.0.0.1', '127.0.0.1']);
  assert.ok(services['object-store'].command.includes('-ip.bind=127.0.0.1'));
  for (const [name, { network_mode: network, ports }] of Object.entries(services))
    assert.deepEqual({ network, ports }, { network: 'host', ports: undefined }, name);
});

test('no secret is in it: each is a file, and only who needs it has it', () => {
  for (const { file } of Object.values(compose.secrets)) assert.match(file, /^\.\/secrets\//);
  assert.match(read('.gitignore'), /^secrets\/$/m);
  assert.doesNotMatch(
    read('compose.yaml'),
    /secret_access_key|secretKey|passphrase|PRIVATE KEY-|_(KEY|TOKEN|PASSWORD|SECRET)(_ID)?:/i,
  );
  const used = Object.fromEntries(Object.entries(services).map(([name, { secrets = [] }]) => [name, secrets]));
  const [ofNodes, ofWorkers] = [['identity', 'object-store'], ['worker-options']];
  assert.deepEqual(used, {
    'node-1': ofNodes,
    'node-2': ofNodes,
    'node-3': ofNodes,
    'worker-1': ofWorkers,
    'worker-2': ofWorkers,
    balancer: [],
    register: [],
    'object-store': ['object-store-identities'],
    bucket: [],
  });
  for (const path of settingsOf('RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE'))
    assert.equal(path, '/run/secrets/identity');
  for (const path of settingsOf('AWS_SHARED_CREDENTIALS_FILE')) assert.equal(path, '/run/secrets/object-store');
});

test('two workers, behind the one URL that the servers are told', () => {
  const balancer = read('deploy/balancer.cfg');
  const behind = (name) => [
    ...balancer
      .split(`listen ${name}\n`)[1]
      .split('\n\n')[0]
      .matchAll(/server (\S+) \S+:(\d+)/g),
  ];
  const workers = ['worker-1', 'worker-2'].map((name) => [name, services[name].command[1]]);
  assert.deepEqual(
    behind('workers').map(([, name, port]) => [name, port]),
    workers,
  );
  const ingresses = nodes.map(([name, { environment }]) => [name, environment.RESTATE_INGRESS__BIND_PORT]);
  assert.deepEqual(
    behind('ingresses').map(([, name, port]) => [name, port]),
    ingresses,
  );
  // Without a host a worker refuses the request, and would be taken for silent.
  for (const path of ['/health', '/restate/health'])
    assert.match(balancer, new RegExp(`http-check send meth GET uri ${path} ver \\S+ hdr Host `));
  const [admin, url] = services.register.command;
  assert.ok(settingsOf('RESTATE_ADMIN__BIND_PORT').includes(new URL(admin).port));
  assert.match(balancer, new RegExp(`^listen workers\n  bind ${new URL(url).host} proto h2$`, 'm'));
  const waitsFor = Object.keys(services.register.depends_on).toSorted();
  assert.deepEqual(waitsFor, ['balancer', 'node-1', 'node-2', 'node-3', 'worker-1', 'worker-2']);
});

test('what runs for long has a health check, at its own port, and is started again', () => {
  for (const [name, { healthcheck, restart, command }] of Object.entries(services)) {
    if (['register', 'bucket'].includes(name)) continue;
    assert.equal(restart, 'unless-stopped', name);
    assert.equal(healthcheck.test[0], 'CMD', name);
    const port = services[name].environment?.RESTATE_ADMIN__BIND_PORT ?? (name.startsWith('worker') && command[1]);
    if (port) assert.ok(healthcheck.test.at(-1).includes(port), name);
  }
});

test('the images have fixed versions, that of the server is the one of the npm package, and the worker is built of what is here', () => {
  const { version } = createRequire(import.meta.url)('@restatedev/restate-server-linux-x64/package.json');
  for (const [name, { image }] of nodes) assert.equal(image, `docker.restate.dev/restatedev/restate:${version}`, name);
  for (const [name, { image, build }] of Object.entries(services)) {
    if (build === undefined) assert.match(image, /:\d+\.\d+(\.\d+)?$/, name);
    else assert.ok(existsSync(new URL(`../${build.context}/${build.dockerfile}`, import.meta.url)), name);
  }
  const sdk = createRequire(import.meta.url)('@restatedev/restate-sdk/package.json').version;
  assert.ok(read('deploy/Dockerfile').includes(`@restatedev/restate-sdk@${sdk}`));
});

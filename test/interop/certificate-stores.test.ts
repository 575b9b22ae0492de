import { spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';

const POIID = 'V400m-324688179';
const page = readFileSync(new URL('../../docs/certificates.md', import.meta.url), 'utf8');

const lacks = (tool: string) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0;
for (const tool of ['openssl', 'keytool', 'update-ca-certificates']) {
  if (lacks(tool)) console.log(`skipped: what docs/certificates.md says of ${tool}, which is not here`);
}

let simulator: Simulator;
let folder: string;
let root: X509Certificate;

beforeAll(async () => {
  simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY] }] });
  folder = mkdtempSync(join(tmpdir(), 'tenderline-stores-'));
  root = new X509Certificate(simulator.fleet.rootPem);
  writeFileSync(join(folder, 'fleet-live.pem'), simulator.fleet.rootPem);
});

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** Runs the line of the page that begins so, as it stands there, with the simulated terminal in place of the one of the page. */
async function runLine(beginning: string): Promise<{ status: number | null; output: string }> {
  const lines = page.split('\n').filter((line) => line.startsWith(beginning));
  expect(lines).toHaveLength(1);
  const { host, port } = simulator.terminal(POIID);
  const command = String(lines[0]).replace('192.168.1.31:8443', `${host}:${port}`);
  // Not spawnSync: the simulator answers in this process.
  const child = spawn('sh', ['-c', command], { cwd: folder });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, output: out + err };
}

describe('docs/certificates.md', () => {
  it.skipIf(lacks('openssl'))('looks with OpenSSL at what a terminal presents, and finds the chain right', async () => {
    const { status, output } = await runLine('openssl s_client');
    expect(status).toBe(0);
    expect(output).toContain('Verify return code: 0 (ok)');
    expect(output).toContain(`${POIID}.test.terminal.adyen.com`);
  });

  it.skipIf(lacks('openssl'))('has OpenSSL print the fingerprint that Tenderline compares', async () => {
    const { output } = await runLine('openssl x509');
    expect(output.replaceAll(':', '')).toContain(root.fingerprint256.replaceAll(':', ''));
  });

  it.skipIf(lacks('keytool'))('puts the root into a trust store of Java', async () => {
    const imported = await runLine('keytool -importcert');
    expect(imported).toMatchObject({ status: 0 });
    const listed = await runLine('keytool -list');
    expect(listed.output).toContain('trustedCertEntry');
    expect(listed.output).toContain(root.fingerprint256);
  });

  it.skipIf(lacks('update-ca-certificates'))('puts the root into the store of Debian and Ubuntu', () => {
    expect(page).toContain('`/usr/local/share/ca-certificates/fleet-live.crt` | `sudo update-ca-certificates`');
    const [local, store, hooks, none] = ['local', 'store', 'hooks', 'none'].map((name) => join(folder, name));
    for (const path of [local, store, hooks, none]) mkdirSync(path ?? '');
    writeFileSync(join(local ?? '', 'fleet-live.crt'), simulator.fleet.rootPem);
    writeFileSync(join(folder, 'conf'), '');
    const options = {
      certsconf: join(folder, 'conf'),
      certsdir: none,
      localcertsdir: local,
      etccertsdir: store,
      hooksdir: hooks,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value ?? '']);
    const { status } = spawnSync('update-ca-certificates', args);
    expect(status).toBe(0);
    const bundle = readFileSync(join(store ?? '', 'ca-certificates.crt'), 'utf8');
    expect(new X509Certificate(bundle).fingerprint256).toBe(root.fingerprint256);
  });
});

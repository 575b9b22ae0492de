import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadFleet, loadOrCreateFleet, saveFleet } from '../../../../simulator/fleet/fleet-store.ts';
import { createFakeFleet, type IssuedCertificate, type LeafRequest } from '../../../../simulator/fleet/fleet.ts';

/** OpenSSL's verdict on a server with that certificate when it trusts only that root: `ok`, or its error code. */
async function verdict({ chainPem, keyPem }: IssuedCertificate, rootPem: string): Promise<string> {
  const server = createServer({ cert: chainPem, key: keyPem }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = connect({ host: '127.0.0.1', port, ca: [rootPem], servername: '', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const error: unknown = socket.authorizationError;
  socket.destroy();
  server.close();
  // A chain that holds leaves only the name to object to: it is checked after the chain, and a POIID is never an IP.
  return socket.authorized || String(error) === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'ok' : String(error);
}

const commonNameOf = (pem: string) => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1];

describe('a fake fleet', () => {
  it('issues certificates that chain to its own root and to no other', async () => {
    const [fleet, other] = await Promise.all([createFakeFleet(), createFakeFleet()]);
    const issued = await fleet.issue({ poiid: 'V400m-324688179' });
    expect(await verdict(issued, fleet.rootPem)).toBe('ok');
    expect(await verdict(issued, other.rootPem)).not.toBe('ok');
  });

  it('states in its names that it is fake, and gives the fingerprint of its root', async () => {
    const fleet = await createFakeFleet();
    const root = new X509Certificate(fleet.rootPem);
    expect(commonNameOf(fleet.rootPem)).toBe('Tenderline Fake Terminal Fleet Root');
    expect(root.subject).not.toMatch(/adyen/i);
    expect(fleet.rootSha256).toBe(root.fingerprint256.replaceAll(':', ''));
    expect(fleet.rootSha256).toMatch(/^[0-9A-F]{64}$/);
  });

  it.each<[LeafRequest, string]>([
    [{ poiid: 'S1F2-000158213605011' }, 'S1F2-000158213605011.test.terminal.adyen.com'],
    [{ poiid: 'V400m-324688179', environment: 'live' }, 'V400m-324688179.live.terminal.adyen.com'],
    [{ legacy: true }, 'legacy-terminal-certificate.test.terminal.adyen.com'],
    [{ commonName: '127.0.0.1.xip.io' }, '127.0.0.1.xip.io'],
    [{ commonName: 'a, CN=b' }, 'a\\, CN=b'],
  ])('names the leaf of %j %s', async (request, commonName) => {
    expect(commonNameOf((await (await createFakeFleet()).issue(request)).certPem)).toBe(commonName);
  });

  it.each<[LeafRequest, string]>([
    [{ validity: 'expired' }, 'CERT_HAS_EXPIRED'],
    [{ validity: 'notYetValid' }, 'CERT_NOT_YET_VALID'],
    [{ withoutIntermediate: true }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [{ selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('makes a certificate with %j that OpenSSL refuses with %s', async (request, code) => {
    const fleet = await createFakeFleet();
    expect(await verdict(await fleet.issue(request), fleet.rootPem)).toBe(code);
  });

  it('can be made of RSA keys, as the real one is', async () => {
    const fleet = await createFakeFleet({ keys: 'RSA-2048' });
    expect(new X509Certificate(fleet.rootPem).publicKey.asymmetricKeyType).toBe('rsa');
    expect(await verdict(await fleet.issue({}), fleet.rootPem)).toBe('ok');
  });
});

describe('a fleet in a folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'fleet-')), 'state');
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true }));

  it('is the same after a restart, and its certificates still chain to its root', async () => {
    const first = await loadOrCreateFleet(dir);
    const second = await loadOrCreateFleet(dir);
    expect(second.rootSha256).toBe(first.rootSha256);
    expect(await verdict(await second.issue({}), first.rootPem)).toBe('ok');
  });

  it('is readable for its owner only, also where the files were there before', async () => {
    await mkdir(dir);
    await writeFile(join(dir, 'fleet-root.key'), 'old', { mode: 0o644 });
    await saveFleet(await createFakeFleet(), dir);
    const files = await readdir(dir);
    expect(files).toHaveLength(4);
    for (const file of files) expect((await stat(join(dir, file))).mode & 0o777).toBe(0o600);
  });

  it('is undefined where there is none', async () => {
    expect(await loadFleet(dir)).toBeUndefined();
  });

  it.each([
    ['a file is missing', (path: string) => unlink(path)],
    ['a key cannot be read', (path: string) => writeFile(path, 'nonsense')],
  ])('is refused when %s', async (_, spoil) => {
    await saveFleet(await createFakeFleet(), dir);
    await spoil(join(dir, 'fleet-intermediate.key'));
    await expect(loadFleet(dir)).rejects.toMatchObject({ code: 'ERR_CONFIG_FLEET' });
  });

  it('is refused when certificate and key are of two fleets', async () => {
    await saveFleet(await createFakeFleet(), dir);
    await writeFile(join(dir, 'fleet-root.pem'), (await createFakeFleet()).rootPem);
    await expect(loadFleet(dir)).rejects.toMatchObject({ code: 'ERR_CONFIG_FLEET' });
  });
});

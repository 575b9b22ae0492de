import { chmod, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readClusterConfig } from '../../../../../cli/serve/cluster/cluster-config.ts';
import { readGatewayConfig, type ServeFlags } from '../../../../../cli/serve/gateway-config.ts';
import { useTestFolder } from '../../settings/test-folder.ts';

const at = useTestFolder();
const isWindows = process.platform === 'win32';

const SECRET = 'the-secret-of-the-till';
const RESTATE = { ingress: 'https://restate.chain.example', till: 'STORE-7', secretFile: 'till.secret' };

/** Reads a configuration with these members, beside the file of the secret. */
async function read(
  members: object,
  { env = {}, ...flags }: ServeFlags & { readonly env?: Record<string, string> } = {},
) {
  await writeFile(at('till.secret'), `${SECRET}\n`, { mode: 0o600 });
  await writeFile(at('shop.json'), JSON.stringify(members));
  return readClusterConfig({ backend: 'restate', config: at('shop.json'), ...flags }, env);
}

describe('the configuration of a gateway over a cluster', () => {
  it('says where the cluster is, and as which till it is called', async () => {
    const { cluster, gatewayOptions } = await read({ restate: RESTATE, gateway: { port: 0 } });
    expect(cluster).toEqual({ ingress: 'https://restate.chain.example', name: 'STORE-7', secret: SECRET });
    expect(gatewayOptions).toMatchObject({ listen: { port: 0 }, tokenFile: at('tenderline.token') });
  });

  it('may have the secret in a variable, which wins over the file', async () => {
    const { cluster } = await read({ restate: RESTATE }, { env: { TENDERLINE_RESTATE_SECRET: 'another' } });
    expect(cluster.secret).toBe('another');
    const { secretFile: _, ...withoutFile } = RESTATE;
    const second = await read({ restate: withoutFile }, { env: { TENDERLINE_RESTATE_SECRET: 'another' } });
    expect(second.cluster.secret).toBe('another');
  });

  it.each([
    ['no member restate', {}, 'ERR_CONFIG_RESTATE'],
    ['another kind of thing', { restate: [] }, 'ERR_CONFIG_FILE'],
    ['no ingress', { restate: { till: 'A' } }, 'ERR_CONFIG_FILE'],
    ['no till', { restate: { ingress: 'http://127.0.0.1:8080' } }, 'ERR_CONFIG_FILE'],
    ['an ingress with a path', { restate: { ...RESTATE, ingress: 'https://restate.example/x' } }, 'ERR_CONFIG_FILE'],
    ['an unknown member', { restate: { ...RESTATE, name: 'A' } }, 'ERR_CONFIG_UNKNOWN'],
    ['no secret', { restate: { ingress: RESTATE.ingress, till: 'A' } }, 'ERR_CONFIG_RESTATE'],
    ['a file of the secret that is not there', { restate: { ...RESTATE, secretFile: 'none' } }, 'ERR_CONFIG_RESTATE'],
  ])('is refused with %s', async (_, members, code) => {
    await expect(read(members)).rejects.toMatchObject({ code });
  });

  it('is refused with the secret in it, which no message quotes', async () => {
    const refused = read({ restate: { ingress: RESTATE.ingress, till: 'A', secret: SECRET } });
    await expect(refused).rejects.toMatchObject({ code: 'ERR_CONFIG_RESTATE' });
    await expect(refused).rejects.not.toThrow(SECRET);
    const inPlaceOfItsFile = read({ restate: { ...RESTATE, secretFile: SECRET } });
    await expect(inPlaceOfItsFile).rejects.not.toThrow(SECRET);
  });

  it.skipIf(isWindows)('is refused when others can read the secret, or could have put another one there', async () => {
    await read({ restate: RESTATE });
    await chmod(at('till.secret'), 0o640);
    const again = () => readClusterConfig({ backend: 'restate', config: at('shop.json') }, {});
    await expect(again()).rejects.toMatchObject({ code: 'ERR_CONFIG_RESTATE', found: 'mode 640: others can read it' });
    await symlink(at('till.secret'), at('link.secret'));
    const linked = read({ restate: { ...RESTATE, secretFile: 'link.secret' } });
    await expect(linked).rejects.toMatchObject({ found: 'a symbolic link' });
  });

  it.each([
    ['journal', { journal: 'shop.journal' }, {}],
    ['journal', {}, { journal: 'memory' }],
    ['terminals', { terminals: [{ poiid: 'V400m-324688179', host: '192.168.1.31' }] }, {}],
    ['sharedKeys', { sharedKeys: [{ keyIdentifier: 'k', keyVersion: 1, passphraseFile: 'passphrase.txt' }] }, {}],
    ['limits', { limits: { queueMax: 1 } }, {}],
    ['passphraseFile', {}, { passphraseFile: 'passphrase.txt' }],
    ['gateway.drainSeconds', { gateway: { drainSeconds: 5 } }, {}],
    ['gateway.takeOver', { gateway: { takeOver: {} } }, {}],
    ['gateway.visualizer', { gateway: { visualizer: true } }, {}],
    ['--visualize', {}, { visualize: true }],
    ['--url', {}, { url: 'https://till-1.shop:4460' }],
  ])('is refused with %s, which is the business of the workers', async (path, members, flags) => {
    await expect(read({ restate: RESTATE, ...members }, flags)).rejects.toMatchObject({
      code: 'ERR_CONFIG_RESTATE',
      path,
    });
  });

  it('does not disturb an engine in the process, which does not read it', async () => {
    await writeFile(
      at('both.json'),
      JSON.stringify({ poiid: 'V400m-324688179', host: 'x', protection: 'none', restate: RESTATE }),
    );
    const { engineOptions } = await readGatewayConfig({ config: at('both.json') }, {});
    expect(engineOptions.terminals).toHaveLength(1);
  });
});

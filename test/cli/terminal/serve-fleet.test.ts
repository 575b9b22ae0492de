import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, describe } from 'vitest';
import { start, temporaryFolder } from '../fixture/processes.ts';
import { hasJournals, useSimulation } from '../fixture/simulation.ts';

const OTHER = { poiid: 'V400m-324688180', host: '127.0.0.1', port: 9 };
const PAYMENT = { type: 'payment', amount: { currency: 'EUR', value: 1099 }, reference: 'R' };

describe.runIf(hasJournals)('a configuration that changes while serve runs', () => {
  const shop = useSimulation('--speed', '50');

  it('changes the terminals without a restart, and is refused as a whole when it is wrong', async () => {
    const given = JSON.parse(readFileSync(shop().config, 'utf8')) as Record<string, string>;
    const { poiid, host, port, terminal: _, rootCertificate = '', passphraseFile = '', ...settings } = given;
    const at = (name: string) => join(dirname(shop().config), name);
    const config = join(temporaryFolder(), 'shop.json');
    const write = (terminals: object[]) =>
      writeFileSync(
        config,
        JSON.stringify({
          ...settings,
          rootCertificate: at(rootCertificate),
          passphraseFile: at(passphraseFile),
          terminals,
        }),
      );
    const own = { poiid, host, port };
    write([own]);
    const running = start(['serve', '--config', config, '--port', '0', '--json']);
    const { url, tokenFile } = JSON.parse(await running.line('stdout', '"type":"listening"')) as Record<string, string>;
    const headers = {
      Authorization: `Bearer ${readFileSync(tokenFile ?? '', 'utf8').trim()}`,
      'Content-Type': 'application/json',
    };
    const poiids = async () => {
      const answer = await fetch(`${url}/v1/terminals`, { headers });
      const { terminals } = (await answer.json()) as { terminals: { poiid: string }[] };
      return terminals.map((one) => one.poiid);
    };
    const pay = async (id: string) => {
      const body = JSON.stringify({ ...PAYMENT, poiid });
      return (await fetch(`${url}/v1/transactions/${id}?wait=30`, { method: 'PUT', headers, body })).json();
    };

    writeFileSync(config, '{ "terminals": [');
    expect(await running.line('stdout', '"change":"refused"')).toContain('JSON');
    expect(await poiids()).toEqual([poiid]);
    write([own, OTHER, { ...OTHER, poiid: 'no poiid' }]);
    expect(await running.line('stdout', 'terminals[2]')).toContain('"change":"refused"');
    expect(await poiids()).toEqual([poiid]);

    write([own, OTHER]);
    await running.line('stdout', '"change":"added"');
    expect(await poiids()).toEqual([poiid, OTHER.poiid]);
    expect(await pay('basket-1')).toMatchObject({ outcome: { kind: 'approved' } });

    write([own, { ...OTHER, port: 10 }]);
    await running.line('stdout', '"change":"readdressed"');
    write([own]);
    await running.line('stdout', '"change":"leaving"');
    expect(await poiids()).toEqual([poiid]);
    expect(await pay('basket-2')).toMatchObject({ outcome: { kind: 'approved' } });

    running.process.kill('SIGTERM');
    expect((await running.ended).exitCode).toBe(0);
  });
});

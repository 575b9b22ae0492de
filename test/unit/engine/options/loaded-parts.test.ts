import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createFakeFleet } from '../../../../simulator/index.ts';
import { POIID } from '../../../support/test-engine.ts';

/** Of the build, in a process of its own: here other tests have loaded everything. */
const PROGRAM = `
  import { createRequire } from 'node:module';
  import { createEngine } from ${JSON.stringify(new URL('../../../../dist/index.js', import.meta.url).href)};
  const engine = await createEngine(JSON.parse(process.argv[1]));
  const { cache } = createRequire(import.meta.url);
  console.log(Object.keys(cache).filter((file) => /llhttp.*wasm/.test(file)).length);
  await engine.close();
`;

it('an engine has the parser of answers before it can send: the disk may fail in the middle of a payment', async () => {
  const { rootPem } = await createFakeFleet();
  const options = {
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '127.0.0.1' }],
    sharedKeys: [{ keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' }],
    rootCertificate: rootPem,
  };
  const args = ['--input-type=module', '-e', PROGRAM, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL('../../../../', import.meta.url)),
    timeout: 50_000,
  });
  expect(Number(stdout)).toBeGreaterThan(0);
});

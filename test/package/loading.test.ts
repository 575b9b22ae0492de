import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { installedPackage } from '../support/installed-package.ts';
import { POIID } from '../support/test-engine.ts';

const { folder, run } = installedPackage();

/** A hook that reports to its process each file that is loaded; what CommonJS requires of itself is in the cache of `require`. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
  let port;
  export function initialize(data) { port = data.port; }
  export async function load(url, context, next) {
    if (!url.startsWith('node:')) port.postMessage(url);
    return next(url, context);
  }`)}`;

/** `loaded()` says which files were loaded since it was asked last. */
const WATCH = `
  import { createRequire, register } from 'node:module';
  import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
  const { port1, port2 } = new MessageChannel();
  register(${JSON.stringify(HOOK)}, { data: { port: port2 }, transferList: [port2] });
  const { cache } = createRequire(import.meta.url);
  const before = new Set();
  function loaded() {
    const files = Object.keys(cache);
    for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) files.push(got.message);
    const found = files.filter((file) => !before.has(file));
    for (const file of found) before.add(file);
    return found;
  }
`;

/** A till whose answers are lost: it asks, closes while it does not know, and asks again as it starts. */
const TILL = `${WATCH}
  import { createEngine } from 'tenderline';
  const settings = JSON.parse(process.argv[1]);
  const [{ poiid }] = settings.terminals;
  const amount = { currency: 'EUR', value: 1099 };
  let engine = await createEngine(settings);
  const first = loaded();
  const outcomes = [await engine.pay({ poiid, amount, reference: 'LOST', id: 'lost' }).settled()];
  const open = engine.pay({ poiid, amount, reference: 'OPEN', id: 'open' });
  for await (const { state } of open.state$) if (state === 'timedOut') break;
  await engine.close();
  const more = loaded();
  engine = await createEngine(settings);
  outcomes.push(await engine.transaction('open').settled());
  outcomes.push(await engine.pay({ poiid, amount, reference: 'AGAIN' }).settled());
  outcomes.push(await engine.refund({ poiid, amount, reference: 'BACK', transaction: 'lost', reason: 'CustCancel' }).settled());
  await engine.terminal(poiid).diagnose();
  more.push(...loaded());
  console.log(JSON.stringify({ first, more, outcomes: outcomes.map(({ kind, recovered }) => [kind, recovered]) }));
  await engine.close();
`;

const packagesOf = (files: readonly string[]) =>
  [
    ...new Set(
      files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1] ?? []),
    ),
  ]
    .filter((name) => name !== 'tenderline')
    .toSorted();

describe('what is loaded', () => {
  it('by the import of the package is Zod for its schemas, and no other package', () => {
    const files = JSON.parse(
      run(`${WATCH} await import('tenderline'); console.log(JSON.stringify(loaded()))`),
    ) as string[];
    expect(files.some((file) => file.endsWith('tenderline/dist/index.js'))).toBe(true);
    expect(packagesOf(files)).toEqual(['zod']);
    // Each file takes a third of a millisecond.
    expect(files.filter((file) => file.includes('tenderline/dist/')).length).toBeLessThan(60);
  });
});

describe('when there is an engine', () => {
  const KEY = { keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' };
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [KEY] }], timeScale: 0.01 });
  });
  afterAll(() => simulator.close());

  it('nothing more is loaded by a payment, an answer that is lost, a refund, or what is asked about after a restart', async () => {
    const terminal = simulator.terminal(POIID);
    const settings = {
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: terminal.host, port: terminal.port }],
      sharedKeys: [KEY],
      rootCertificate: simulator.fleet.rootPem,
      journal: join(folder, 'till.db'),
      limits: { firstCheckDelayMs: 500, closeTimeoutMs: 1 },
    };
    terminal.script({ kind: 'dropAfterRead', category: 'Payment', when: 'atAnswer', times: 2 });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', TILL, JSON.stringify(settings)],
      { cwd: folder, timeout: 60_000 },
    );
    const { first, more, outcomes } = JSON.parse(stdout) as {
      first: string[];
      more: string[];
      outcomes: unknown[];
    };
    expect(packagesOf(first)).toEqual(['rxjs', 'undici', 'uuid', 'xstate']);
    expect(outcomes).toEqual([
      ['approved', true],
      ['approved', true],
      ['approved', false],
      ['accepted', false],
    ]);
    expect(more).toEqual([]);
  });
});

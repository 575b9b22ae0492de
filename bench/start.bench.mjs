// How fast it starts, and how large it is: each in a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DIST } from './lib/dist.mjs';
import { SHARED_KEY } from './lib/nexo.mjs';
import { openPayments } from './lib/stored-payments.mjs';
import { poiidOf, startTerminals } from './lib/terminals.mjs';
import { byTurns, inMs } from './lib/turns.mjs';

export const title = 'Start';
export const notMeasured = 'a cold disk: the files are in memory after the first turn.';

const KIB = 1024;
const MAIN = join(DIST, 'cli/main.js');
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SUBPATHS = ['protocol', 'crypto', 'certs', 'machines', 'adapters', 'gateway', 'simulator', 'testkit'];

export async function run(report, { quick }) {
  const turns = quick ? 3 : 15;
  await imports(report, turns);
  await commands(report, turns);
  await recovery(report, quick ? 50 : 200);
  if (!quick) packed(report);
}

async function imports(report, turns) {
  const adyen = createRequire(import.meta.url).resolve('@adyen/api-library');
  const files = {
    tenderline: pathToFileURL(join(DIST, 'index.js')).href,
    ...Object.fromEntries(SUBPATHS.map((name) => [name, pathToFileURL(join(DIST, name, 'index.js')).href])),
    adyen: pathToFileURL(adyen).href,
  };
  const memory = {};
  const importing = (name) => () => {
    const text = `const before = performance.now();
      await import(${JSON.stringify(files[name])});
      console.log(JSON.stringify([performance.now() - before, process.memoryUsage.rss()]));`;
    const [ms, rss] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', text]).toString());
    (memory[name] ??= { ms: [], rss: [] }).ms.push(ms);
    memory[name].rss.push(rss);
  };
  await byTurns(Object.fromEntries(Object.keys(files).map((name) => [name, importing(name)])), { turns });
  report.table('Import', { baseline: '@adyen/api-library' });
  const base = report.figure('@adyen/api-library', 'ms', memory.adyen.ms);
  report.figure('tenderline', 'ms', memory.tenderline.ms, { per: base, goal: { atMost: 0.25 } });
  report.figure('tenderline, against the clock', 'ms', memory.tenderline.ms, { goal: { atMost: 150, of: 'value' } });
  for (const name of SUBPATHS)
    report.figure(`tenderline/${name === 'testkit' ? 'testing' : name}`, 'ms', memory[name].ms, { per: base });
  report.table('Memory of the process after the import', { baseline: '@adyen/api-library' });
  const most = report.figure('@adyen/api-library', 'MiB', inMib(memory.adyen));
  report.figure('tenderline', 'MiB', inMib(memory.tenderline), { per: most });
}

function inMib({ rss }) {
  return rss.map((bytes) => bytes / KIB / KIB);
}

/** The command line pays on the instant terminal. */
async function commands(report, turns) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const terminals = await startTerminals();
  try {
    writeFileSync(join(folder, 'root.pem'), terminals.rootPem);
    const { passphrase, ...key } = SHARED_KEY;
    const config = {
      ...key,
      poiid: poiidOf(0),
      host: '127.0.0.1',
      port: terminals.port,
      rootCertificate: 'root.pem',
      allowLegacyCertificate: true,
    };
    writeFileSync(join(folder, 'till.json'), JSON.stringify(config));
    let count = 0;
    const pay = () => runPay(folder, passphrase, `c-${(count += 1)}`);
    const firstBytes = [];
    const whole = await byTurns({ pay: async () => firstBytes.push((await pay()).connectedMs) }, { turns });
    report.table('tenderline pay, a process for each', {});
    report.figure('to the first byte for the terminal', 'ms', firstBytes, { goal: { atMost: 400, of: 'value' } });
    report.figure('to the end of the process', 'ms', inMs(whole.pay.us));
  } finally {
    await terminals.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runPay(folder, passphrase, id) {
  const args = [
    MAIN,
    'pay',
    '--config',
    'till.json',
    '--amount',
    '10.99',
    '--currency',
    'EUR',
    '--reference',
    'R',
    '--id',
    id,
    '--json',
  ];
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TENDERLINE_PASSPHRASE: passphrase },
  });
  let connectedMs;
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
    // The request is written when the state is `awaiting`: the first byte left before that.
    if (printed.includes('"awaiting"')) connectedMs ??= performance.now() - start;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the command ended with ${code}: ${printed}`);
  return { connectedMs };
}

/** From the start of a process until every payment that an earlier one left is settled. */
async function recovery(report, count) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const terminals = await startTerminals();
  try {
    const journal = join(folder, 'journal.db');
    await openPayments(journal, count, poiidOf);
    const options = { ...terminals.engineOptions(count), journal };
    const text = `const { createEngine } = await import(${JSON.stringify(pathToFileURL(join(DIST, 'index.js')).href)});
      const engine = await createEngine(${JSON.stringify(options)});
      for (const { id } of engine.unresolved()) await engine.transaction(id).settled();
      await engine.close();`;
    const start = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '-e', text]);
    report.table('Recovery', {});
    report.figure(
      `from the start of a process until ${count} interrupted payments are settled`,
      'ms',
      performance.now() - start,
    );
  } finally {
    await terminals.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function packed(report) {
  const [{ size, unpackedSize, entryCount }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );
  report.table('The package', {});
  report.figure('packed', 'KiB', size / KIB);
  report.figure('unpacked', 'KiB', unpackedSize / KIB);
  report.figure('files', 'count', entryCount);
}

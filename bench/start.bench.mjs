// How fast it starts, and how large it is: each in a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DIST } from './lib/dist.mjs';
import { SHARED_KEY } from './lib/nexo.mjs';
import { dependenciesOf, packedSize } from './lib/package-size.mjs';
import { poiidOf, startTerminals } from './lib/terminals.mjs';
import { byTurns, inMs, median } from './lib/turns.mjs';

export const title = 'Start';
export const notMeasured = 'a cold disk: the files are in memory after the first turn.';

const KIB = 1024;
const MIB = KIB * KIB;
const MAIN = join(DIST, 'cli/main.js');
const FIRST_PAYMENT = fileURLToPath(new URL('processes/first-payment.mjs', import.meta.url));
const ADYEN = '@adyen/api-library';
/** Every door of the package but the first: by its name, its file in the build. */
const SUBPATHS = Object.entries(packageFile().exports).flatMap(([door, { default: file }]) =>
  file === undefined || door === '.' ? [] : [[`tenderline${door.slice(1)}`, file.replace('./dist/', '')]],
);

export async function run(report, { quick }) {
  const turns = quick ? 3 : 15;
  await imports(report, turns);
  await firstPayments(report, turns);
  await commands(report, turns);
  if (!quick) sizes(report);
}

/** Each import in a process of its own. */
async function imports(report, turns) {
  const files = {
    nothing: 'node:process',
    tenderline: fileOf('index.js'),
    ...Object.fromEntries(SUBPATHS.map(([name, file]) => [name, fileOf(file)])),
    adyen: pathToFileURL(createRequire(import.meta.url).resolve(ADYEN)).href,
  };
  const taken = Object.fromEntries(Object.keys(files).map((name) => [name, { ms: [], cpuMs: [], mib: [] }]));
  const importing = (name) => () => {
    const text = `const before = [performance.now(), process.cpuUsage()];
      await import(${JSON.stringify(files[name])});
      const { user, system } = process.cpuUsage(before[1]);
      console.log(JSON.stringify([performance.now() - before[0], (user + system) / 1000, process.memoryUsage.rss()]));`;
    const [ms, cpuMs, rss] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', text]).toString());
    taken[name].ms.push(ms);
    taken[name].cpuMs.push(cpuMs);
    taken[name].mib.push(rss / MIB);
  };
  await byTurns(Object.fromEntries(Object.keys(files).map((name) => [name, importing(name)])), { turns });

  report.table('Import', { baseline: ADYEN });
  const base = report.figure(ADYEN, 'ms', taken.adyen.ms);
  report.figure('tenderline', 'ms', taken.tenderline.ms, { per: base, goal: { atMost: 0.25 } });
  report.figure('tenderline, against the clock', 'ms', taken.tenderline.ms, { goal: { atMost: 150, of: 'value' } });
  for (const [name] of SUBPATHS) report.figure(name, 'ms', taken[name].ms, { per: base });

  report.table('Import, as the processors work', { baseline: ADYEN });
  const cpu = report.figure(ADYEN, 'ms', taken.adyen.cpuMs);
  report.figure('tenderline', 'ms', taken.tenderline.cpuMs, { per: cpu });

  const empty = median(taken.nothing.mib);
  const ofImport = (name) => taken[name].mib.map((mib) => mib - empty);
  report.table('Memory of the import: the process with it, less a process without', { baseline: ADYEN });
  const most = report.figure(ADYEN, 'MiB', ofImport('adyen'));
  report.figure('tenderline', 'MiB', ofImport('tenderline'), { per: most });
  for (const [name] of SUBPATHS) report.figure(name, 'MiB', ofImport(name), { per: most });
}

const fileOf = (path) => pathToFileURL(join(DIST, path)).href;

/** A till starts, pays once and ends. */
async function firstPayments(report, turns) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const terminals = await startTerminals();
  try {
    const { port, rootPem } = terminals;
    const terminal = { port, rootPem, folder, poiid: poiidOf(0), engineOptions: terminals.engineOptions() };
    const taken = { tenderline: [], adyen: [] };
    const paying = (who) => () => {
      const printed = execFileSync(process.execPath, [FIRST_PAYMENT, who, JSON.stringify(terminal)]);
      taken[who].push(JSON.parse(printed.toString()));
    };
    await byTurns({ tenderline: paying('tenderline'), adyen: paying('adyen') }, { turns });
    const of = (who, what) => taken[who].map((times) => times[what]);
    report.table('The first payment, from the start of the process', { baseline: `${ADYEN}, paid` });
    const base = report.figure(`${ADYEN}, paid`, 'ms', of('adyen', 'paidMs'));
    report.figure(`${ADYEN}, imported`, 'ms', of('adyen', 'importedMs'));
    report.figure('tenderline, imported', 'ms', of('tenderline', 'importedMs'));
    report.figure('tenderline, engine ready', 'ms', of('tenderline', 'readyMs'));
    report.figure('tenderline, paid', 'ms', of('tenderline', 'paidMs'), { per: base });
    report.table('Memory of the process after its first payment', { baseline: ADYEN });
    const most = report.figure(ADYEN, 'MiB', of('adyen', 'rss').map(inMib));
    report.figure('tenderline', 'MiB', of('tenderline', 'rss').map(inMib), { per: most });
  } finally {
    await terminals.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const inMib = (bytes) => bytes / MIB;

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
    report.table('A payment by the command line, a process for each', {});
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

function sizes(report) {
  const { size, unpackedSize, entryCount } = packedSize();
  report.table('The package', {});
  report.figure('packed', 'KiB', size / KIB);
  report.figure('unpacked', 'KiB', unpackedSize / KIB);
  report.figure('files', 'count', entryCount);
  const [ours, theirs] = [dependenciesOf(), dependenciesOf(ADYEN)];
  report.table('Installed, with what it depends on and without what is optional', { baseline: ADYEN });
  const base = report.figure(ADYEN, 'MiB', inMib(theirs.bytes));
  report.figure('tenderline', 'MiB', inMib(ours.bytes + unpackedSize), { per: base });
  report.figure(`${ADYEN}, packages`, 'count', theirs.packages + 1);
  report.figure('tenderline, packages', 'count', ours.packages + 1);
}

function packageFile() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
}

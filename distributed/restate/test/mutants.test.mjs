// The variants of sending that sent twice, or said what they could not know, each planted in a copy of the package: the test that is named must
// fail on it, and pass on the copy as it is.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const PARTS = ['exchange', 'terminal', 'till', 'transaction', 'worker', 'test'];
const FILES = ['all.ts', 'contracts.ts', 'index.ts', 'package.json', 'server.toml'];

/** Without a server: who sends is decided in one place. */
const TRANSMISSIONS = {
  runs: 'transmissions.test.mjs',
  file: 'exchange/transmissions.ts',
  args: ['--test-timeout=5000'],
};
/** On a real server: who grants the claim shows when a message is delivered twice. */
const DELIVERED_TWICE = {
  runs: 'once.test.mjs',
  file: 'exchange/exchange-service.ts',
  args: ['--test-timeout=120000', '--test-force-exit', '--test-name-pattern=delivered twice'],
};

const MUTANTS = [
  { ...TRANSMISSIONS, what: undefined },
  { ...DELIVERED_TWICE, what: undefined },
  {
    ...DELIVERED_TWICE,
    what: 'the claim is in the journal of the step: each execution of it has one',
    from: "if (claim.kind !== 'held') {",
    to: "if (claim.kind === 'held') Object.assign(claim, { holder: attempt });\n        if (claim.kind !== 'held') {",
    says: /2 !== 1/,
  },
  {
    ...TRANSMISSIONS,
    what: 'the request is a plain step: each execution sends',
    from: 'const sending = this.#attempts.send(attempt, holder, () => this.#post(claim));',
    to: "const sending = { kind: 'underWay', result: this.#post(claim) } as never as ReturnType<Attempts<TransactionEventPayload>['send']>;",
  },
  {
    ...TRANSMISSIONS,
    what: 'the token is that of the process: a repetition in the same process sends as if it were the first',
    from: 'this.#attempts.send(attempt, holder,',
    to: 'this.#attempts.send(holder, holder,',
  },
  {
    ...TRANSMISSIONS,
    what: 'there is no deadline: a process that wakes too late sends',
    from: 'return code && failure(code);',
    to: 'return void code;',
  },
  {
    ...TRANSMISSIONS,
    what: 'who knows nothing of the request says that it was not sent',
    from: "{ type: 'host.restarted', rebooted: false, mayWake: true }",
    to: "saidBy(holder, { type: 'link.notSent', failure: failure('ERR_LINK_CANCELLED') })",
  },
  {
    ...TRANSMISSIONS,
    what: 'a request goes on whose worker the engine has lost',
    from: '() => underWay.connection.abort(), afterMs',
    to: '() => {}, afterMs',
  },
  {
    ...TRANSMISSIONS,
    what: 'a request that the terminal does not know is not closed',
    from: 'else underWay.connection.abort();',
    to: '',
  },
];

for (const { runs, file, args, what, from, to, says = /^not ok /m } of MUTANTS) {
  test(what === undefined ? `${runs} passes on the copy as it is` : `${runs} fails when ${what}`, async () => {
    const copy = await copyOf();
    try {
      if (what !== undefined) await plant(join(copy, file), from, to);
      const { code, printed } = await run([...args, join(copy, 'test', runs)]);
      assert.equal(code, what === undefined ? 0 : 1, printed);
      assert.match(printed, what === undefined ? /^# pass [1-9]/m : says);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
}

/** Beside the package, so that what it imports is found. */
async function copyOf() {
  const copy = await mkdtemp(join(folder, '../.mutant-'));
  for (const part of [...PARTS, ...FILES]) await cp(join(folder, part), join(copy, part), { recursive: true });
  await symlink(join(folder, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

async function plant(path, from, to) {
  const source = await readFile(path, 'utf8');
  assert.equal(source.split(from).length, 2, `planted in one place: ${from}`);
  await writeFile(path, source.replace(from, to));
}

/** Outside of the run of tests that this one belongs to. */
function run(args) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const all = ['--test', '--test-reporter=tap', ...args];
  return new Promise((resolve) =>
    execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, printed: `${stdout}${stderr}` }),
    ),
  );
}

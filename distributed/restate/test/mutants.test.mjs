// The variants of sending that sent twice, or said what they could not know, each planted in a copy: a test of `transmissions` must fail on it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
/** The copy itself passes: what fails is the mutant. */
const NONE = { what: undefined, from: 'return code && failure(code);', to: 'return code && failure(code);' };
const MUTANTS = [
  NONE,
  {
    what: 'the request is a plain step: each execution sends',
    from: 'const sending = this.#attempts.send(attempt, holder, () => this.#post(claim));',
    to: "const sending = { kind: 'underWay', result: this.#post(claim) } as never as ReturnType<Attempts<TransactionEventPayload>['send']>;",
  },
  {
    what: 'the token is that of the process: a repetition in the same process sends as if it were the first',
    from: 'this.#attempts.send(attempt, holder,',
    to: 'this.#attempts.send(holder, holder,',
  },
  {
    what: 'there is no deadline: a process that wakes too late sends',
    from: 'return code && failure(code);',
    to: 'return void code;',
  },
  {
    what: 'who knows nothing of the request says that it was not sent',
    from: "{ type: 'host.restarted', rebooted: false, mayWake: true }",
    to: "saidBy(holder, { type: 'link.notSent', failure: failure('ERR_LINK_CANCELLED') })",
  },
  {
    what: 'a request goes on whose worker the engine has lost',
    from: '() => underWay.connection.abort(), afterMs',
    to: '() => {}, afterMs',
  },
  {
    what: 'a request that the terminal does not know is not closed',
    from: 'this.#underWay.get(holder)?.connection.abort();',
    to: 'void holder;',
  },
];

for (const { what, from, to } of MUTANTS) {
  test(what === undefined ? 'no test fails on the copy as it is' : `a test fails when ${what}`, async () => {
    // Beside the package, so that what it imports is found.
    const copy = await mkdtemp(join(folder, '.mutant-'));
    try {
      for (const part of [
        'exchange',
        'worker/settings.ts',
        'contracts.ts',
        'test/transmissions.test.mjs',
        'package.json',
      ]) {
        await cp(join(folder, part), join(copy, part), { recursive: true });
      }
      const path = join(copy, 'exchange/transmissions.ts');
      const source = await readFile(path, 'utf8');
      assert.equal(source.split(from).length, 2, `planted in one place: ${from}`);
      await writeFile(path, source.replace(from, to));
      const code = await codeOf(['--test', '--test-timeout=5000', join(copy, 'test/transmissions.test.mjs')]);
      assert.equal(code, what === undefined ? 0 : 1);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
}

/** Outside of the run of tests that this one belongs to. */
function codeOf(args) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => execFile(process.execPath, args, { env }, (error) => resolve(error?.code ?? 0)));
}

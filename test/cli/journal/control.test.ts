import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kill, run, start, startProgram, temporaryFolder, UNBUNDLED_MAIN } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal, simulate } from '../fixture/simulation.ts';
import {
  losesAnswers,
  startTill,
  stopTill,
  tillWithShopper,
  tillWithUnknown,
  UNBUNDLED_TILL,
} from '../fixture/till.ts';

const POIID = 'V400m-324688179';
const DECISION = ['--by', 'Ines', '--reason', 'the slip is in the drawer', '--outcome', 'charged'];

describe.skipIf(!hasJournals)('a till that runs with control', () => {
  it('is made to close an unknown by the command line, on record with name and reason', async () => {
    const till = await tillWithUnknown({ control: true });
    const overridden = await till.command('override', '--id', 'basket-1', ...DECISION, '--json');
    expect(overridden).toMatchObject({ exitCode: 0, stderr: '' });
    const closed = { kind: 'overridden', charged: 'yes', by: 'Ines', reason: 'the slip is in the drawer' };
    expect(overridden.events).toMatchObject([{ type: 'outcome', transaction: 'basket-1', outcome: closed }]);
    expect(JSON.parse(await till.line('stdout', '"type":"outcome"'))).toMatchObject({ outcome: closed });
    const shown = await till.command('transactions', 'show', 'basket-1');
    expect(shown.stdout).toContain('Ines closed it by hand, charged yes: the slip is in the drawer');
    const again = await till.command('override', '--id', 'basket-1', ...DECISION, '--json');
    expect(again).toMatchObject(refusedWith('ERR_INPUT_OVERRIDE'));
    expect((await till.command('override', '--id', 'basket-2', ...DECISION, '--json')).events).toMatchObject([
      { code: 'ERR_INPUT_TRANSACTION' },
    ]);
    await stopTill(till);
  });

  it('refuses to close what is not unknown, and a reason that says nothing, in the words of the command', async () => {
    const till = await tillWithShopper({ control: true });
    expect(await till.command('override', '--id', 'basket-1', ...DECISION, '--json')).toMatchObject(
      refusedWith('ERR_INPUT_OVERRIDE', expect.stringContaining('--id: expected')),
    );
    const silent = ['--by', 'Ines', '--reason', ' ', '--outcome', 'charged'];
    expect(await till.command('override', '--id', 'basket-1', ...silent, '--json')).toMatchObject(
      refusedWith('ERR_INPUT_OVERRIDE', expect.stringContaining('--reason')),
    );
    await kill(till);
  });

  it('asks the terminal when the command line wants to know, and the answer that was lost is the outcome', async () => {
    const till = await tillWithUnknown({ control: true });
    const asked = await till.command('status', '--id', 'basket-1', '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events.map(({ type }) => type)).toEqual(['transaction', 'outcome']);
    expect(outcomeOf(asked)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
    await till.line('stdout', '"kind":"approved"');
    await stopTill(till);
  });

  it('reports what the terminal said where that is no outcome, and which process goes on', async () => {
    const till = await tillWithShopper({ control: true });
    const asked = await till.command('status', '--id', 'basket-1', '--json');
    expect(asked.exitCode).toBe(4);
    const unresolved = { kind: 'unresolved', failure: { code: 'ERR_STATUS_IN_PROGRESS' } };
    expect(asked.events.at(-1)).toMatchObject({ outcome: unresolved, owner: `process ${till.process.pid}` });
    await kill(till);
  });

  it('stops a payment for the command line, and has it on record', async () => {
    const till = await tillWithShopper({ control: true });
    const asked = await till.command('abort', '--id', 'basket-1', '--json');
    expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
    const abort = {
      type: 'abort',
      transaction: 'basket-1',
      poiid: POIID,
      category: 'Payment',
      abort: { kind: 'asked' },
    };
    expect(asked.events).toMatchObject([abort]);
    const { outcome } = JSON.parse(await till.line('stdout', '"type":"outcome"')) as { outcome: object };
    expect(outcome).toMatchObject({ kind: 'cancelled', abortRequested: true });
    await stopTill(till);
  });

  it('shows what it has now', async () => {
    const till = await tillWithUnknown({ control: true });
    for (const words of [['transactions'], ['transactions', '--unresolved'], ['transactions', 'show', 'basket-1']]) {
      const { events, stderr } = await till.command(...words, '--json');
      expect(stderr).toBe('');
      expect(events.at(-1)).toMatchObject({ type: 'transaction', transaction: 'basket-1', state: 'timedOut' });
    }
    await kill(till);
  });

  it('removes its socket when it closes, and one that was killed leaves one that is no owner, and is replaced', async () => {
    const shop = await simulate('--speed', '0.2');
    const first = startTill(shop, { control: true });
    await first.line('stdout', '"state":"awaiting"');
    const socket = `${first.journal}.control`;
    if (process.platform !== 'win32') {
      for (const file of [socket, `${first.journal}.control-token`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    await kill(first);
    expect(existsSync(socket)).toBe(process.platform !== 'win32');
    expect(await first.command('transactions', '--json')).toMatchObject({ exitCode: 0, stderr: '' });
    const second = startTill(shop, { control: true }, { journal: first.journal });
    await second.line('stdout', '"type":"open"');
    expect((await second.command('abort', '--id', 'basket-1', '--json')).exitCode).toBe(0);
    await stopTill(second);
    expect(existsSync(socket)).toBe(false);
  });

  it('is named where it cannot be asked, and what can be done without it is done', async () => {
    const till = await tillWithUnknown({ control: true });
    const token = `${till.journal}.control-token`;
    chmodSync(token, 0o644);
    const refused = await till.command('override', '--id', 'basket-1', ...DECISION, '--json');
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_GATEWAY_TOKEN', expect.stringContaining('others can read')));
    const listed = await till.command('transactions', '--json');
    expect(listed.stderr).toContain('others can read it');
    expect(listed.events).toMatchObject([{ transaction: 'basket-1' }]);
    chmodSync(token, 0o600);
    writeFileSync(token, `${'x'.repeat(43)}\n`);
    expect(await till.command('override', '--id', 'basket-1', ...DECISION, '--json')).toMatchObject(
      refusedWith('ERR_GATEWAY_TOKEN'),
    );
    await kill(till);
  });

  const nobody = userIdOfNobody();
  it.skipIf(nobody === undefined)('is not reached by another user of the machine', async () => {
    const till = await tillWithShopper({ control: true });
    // So that nothing but the rights of the socket itself is in the way.
    chmodSync(dirname(till.journal), 0o777);
    const connect = `require('node:net').connect(${JSON.stringify(`${till.journal}.control`)})
      .on('connect', () => console.log('reached')).on('error', ({ code }) => console.log(code)).on('connect', process.exit)`;
    const asNobody = { uid: nobody, gid: nobody, cwd: '/', encoding: 'utf8' as const };
    expect(execFileSync(process.execPath, ['-e', connect], asNobody).trim()).toBe('EACCES');
    await kill(till);
  });
});

describe.skipIf(!hasJournals)('a till that runs without control', () => {
  it('is asked nothing: the command line says how it can be, and does what it can without', async () => {
    const till = await tillWithUnknown({});
    expect(existsSync(`${till.journal}.control-token`)).toBe(false);
    expect(await till.command('override', '--id', 'basket-1', ...DECISION, '--json')).toMatchObject(
      refusedWith(
        'ERR_CONFIG_JOURNAL_IN_USE',
        expect.stringMatching(/by process \d+; the till itself must do it .*`control: true` in createEngine.*serve/),
      ),
    );
    expect(await till.command('prune', '--older-than', '1d', '--json')).toMatchObject(
      refusedWith('ERR_CONFIG_JOURNAL_IN_USE', expect.stringContaining('engine.prune')),
    );
    const asked = await till.command('status', '--id', 'basket-1', '--json');
    expect(asked.events.at(-1)).toMatchObject({ owner: `process ${till.process.pid}` });
    expect((await till.command('abort', '--id', 'basket-1', '--json')).exitCode).toBe(0);
    await kill(till);
  });
});

describe.skipIf(!hasJournals)('the server of the control', () => {
  /** An environment in which Node.js refuses its libraries. */
  function withoutServer(): Readonly<Record<string, string>> {
    const folder = temporaryFolder();
    const files = {
      'refuse.mjs': `export async function resolve(name, context, next) {
        if (/^(hono|@hono|prom-client)\\b/.test(name)) throw new Error('loaded ' + name);
        return next(name, context);
      }`,
      'register.mjs': `import { register } from 'node:module'; register('./refuse.mjs', import.meta.url);`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return { NODE_OPTIONS: `--import=${join(folder, 'register.mjs')}` };
  }

  it('is loaded by a till that switches control on, by no other one, and by no command', async () => {
    const env = withoutServer();
    const program = UNBUNDLED_TILL;
    const shop = await simulate('--speed', '0.2');
    const refused = startTill(shop, { control: true }, { env, program });
    expect((await refused.ended).stderr).toContain('loaded ');
    const till = startTill(shop, {}, { env, program });
    await till.line('stdout', '"state":"awaiting"');
    await kill(till);
    const controlled = startTill(shop, { control: true });
    await controlled.line('stdout', '"type":"open"');
    const place = ['--config', shop.config, '--journal', controlled.journal];
    const listed = await startProgram(UNBUNDLED_MAIN, ['transactions', ...place, '--json'], { env }).ended;
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    await kill(controlled);
  });
});

describe.skipIf(!hasJournals)('tenderline serve', () => {
  it('goes on without control, and prints why, where the path of its journal is too long for a socket', async () => {
    const shop = await simulate('--speed', '50');
    const folder = join(dirname(newJournal()), 'f'.repeat(100));
    mkdirSync(folder);
    const place = ['--config', shop.config, '--journal', join(folder, 'till.db')];
    const gateway = start(['serve', ...place, '--port', '0', '--json']);
    await gateway.line('stderr', 'do not reach this gateway: control: expected a socket file');
    await gateway.line('stdout', '"listening"');
    expect(await stopTill(gateway)).toMatchObject({ exitCode: 0 });
  });

  it('takes the commands of other processes while it runs, and prints who decided', async () => {
    const shop = await simulate('--speed', '50', ...losesAnswers(1));
    const journal = newJournal();
    const slow = ['--status-interval', '120'];
    const gateway = start(['serve', '--config', shop.config, '--journal', journal, '--port', '0', ...slow, '--json']);
    const { url, tokenFile } = JSON.parse(await gateway.line('stdout', '"listening"')) as Record<string, string>;
    await fetch(`${url}/v1/transactions/basket-1`, {
      method: 'PUT',
      headers: {
        Authorization: `Bearer ${readFileSync(tokenFile ?? '', 'utf8').trim()}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({
        type: 'payment',
        poiid: POIID,
        amount: { currency: 'EUR', value: 1099 },
        reference: 'R',
      }),
    });
    const place = ['--config', shop.config, '--journal', journal];
    const isUnknown = async () => {
      const { events } = await run(['transactions', '--unresolved', ...place, '--json']);
      return events.some(({ state }) => state === 'timedOut');
    };
    while (!(await isUnknown()));
    const closed = await run(['override', ...place, '--id', 'basket-1', ...DECISION, '--json']);
    expect(closed).toMatchObject({ exitCode: 0, events: [{ outcome: { kind: 'overridden', by: 'Ines' } }] });
    const audit = JSON.parse(await gateway.line('stdout', '"type":"audit"')) as object;
    expect(audit).toMatchObject({ action: 'override', by: 'Ines', result: 'done' });
    expect(existsSync(`${journal}.control`)).toBe(process.platform !== 'win32');
    await stopTill(gateway);
    expect(existsSync(`${journal}.control`)).toBe(false);
  });
});

/** The id of a user without rights, where this user may start processes as another one. */
function userIdOfNobody(): number | undefined {
  if (process.getuid?.() === 0) return 65_534;
  console.log('skipped: a connection by another user of the machine, because only root can make one');
  return undefined;
}

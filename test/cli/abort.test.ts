import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  endAll,
  hasJournals,
  outcomeOf,
  run,
  simulate,
  start,
  stop,
  temporaryFolder,
  type Running,
} from './tenderline.ts';

let shop: Running & { readonly config: string };
beforeAll(async () => {
  shop = await simulate(temporaryFolder(), '--speed', '0.2');
});
afterAll(endAll);

const place = () => ['--config', shop.config];
const sale = ['--amount', '10.99', '--currency', 'EUR', '--reference', 'R', '--json'];
const abort = (...args: string[]) => run(['abort', ...place(), ...args]);

describe('abort', () => {
  it('asks the terminal to stop a request by its ServiceID, and the effect shows where it was started', async () => {
    const paying = start(['pay', ...place(), ...sale]);
    const { serviceId } = JSON.parse(await paying.line('stdout', '"state":"awaiting"'));
    const asked = await abort('--service-id', String(serviceId), '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events).toMatchObject([{ type: 'abort', serviceId, category: 'Payment', abort: { kind: 'asked' } }]);
    const paid = await paying.ended;
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no', abortRequested: false });
  });

  it('says that it says nothing of the money', async () => {
    const { exitCode, stdout } = await abort('--service-id', 'NEVERSENT1');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Asked V400m-324688179 to stop Payment NEVERSENT1.');
    expect(stdout).toContain('This says nothing of the money');
  });

  it('ends with 3 when it was not sent', async () => {
    const gone = await simulate(temporaryFolder());
    await stop(gone);
    const { exitCode, stdout } = await run(['abort', '--config', gone.config, '--service-id', 'A']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ERR_LINK_REFUSED');
  });

  it('ends with 4 when no answer can be used', async () => {
    const silent = await simulate(temporaryFolder(), '--fault', '{"kind":"stall"}');
    const args = ['--service-id', 'A', '--response-timeout', '0.2', '--json'];
    const { exitCode, events } = await run(['abort', '--config', silent.config, ...args]);
    expect(exitCode).toBe(4);
    expect(events).toMatchObject([{ type: 'abort', abort: { failure: { code: 'ERR_LINK_TIMEOUT' } } }]);
  });

  it.each([
    [[], 'ERR_INPUT_TRANSACTION'],
    [['--id', 'A', '--service-id', 'B'], 'ERR_INPUT_TRANSACTION'],
    [['--service-id', 'much too long'], 'ERR_INPUT_SERVICEID'],
    [['--service-id', 'A', '--category', 'Paymnet'], 'ERR_INPUT_CATEGORY'],
    [['--id', 'A'], 'ERR_CONFIG_MISSING'],
    [['--id', 'A', '--journal', 'none.db'], 'ERR_CONFIG_JOURNAL'],
  ])('refuses %j with %s', async (args, code) => {
    const { exitCode, events } = await abort('--json', ...args);
    expect(events).toMatchObject([{ type: 'error', code }]);
    expect(exitCode).toBe(2);
  });
});

describe.skipIf(!hasJournals)('abort of a transaction of the journal', () => {
  it('works while its till owns the journal, and of one that is settled says so', async () => {
    const journal = ['--journal', join(temporaryFolder(), 'till.db')];
    // The abort must name the till that started it, whatever this command would call itself.
    const paying = start(['pay', ...place(), ...journal, ...sale, '--id', 'ID-1', '--sale-id', 'TILL-77']);
    await paying.line('stdout', '"state":"awaiting"');
    const asked = await abort(...journal, '--id', 'ID-1', '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events).toMatchObject([{ type: 'abort', transaction: 'ID-1', abort: { kind: 'asked' } }]);
    const paid = await paying.ended;
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no' });

    const tooLate = await abort(...journal, '--id', 'ID-1', '--json');
    expect(tooLate.exitCode).toBe(2);
    expect(tooLate.events).toMatchObject([
      { type: 'error', code: 'ERR_INPUT_TRANSACTION', message: expect.stringContaining('settled already: cancelled') },
    ]);
    const unknown = await abort(...journal, '--id', 'ID-2', '--json');
    expect(unknown.events).toMatchObject([{ type: 'error', code: 'ERR_INPUT_TRANSACTION' }]);
  });
});

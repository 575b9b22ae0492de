import { describe, expect, it } from 'vitest';
import { failure } from '../../../protocol/faults.ts';
import { parsePOIID, parseServiceID } from '../../../protocol/ids.ts';
import { openSqliteJournal } from '../../compliance/sqlite.ts';
import { recordsOf } from '../../unit/cli/stored-records.ts';
import { run, runProcess, stop } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal, sale, simulate, startPayment, useSimulation } from '../fixture/simulation.ts';

const shop = useSimulation('--speed', '0.2');
const abort = (...args: string[]) => run(['abort', '--config', shop().config, ...args]);

describe('abort', () => {
  it('asks the terminal to stop a request by its ServiceID, and the effect is the outcome of that request', async () => {
    const paying = await startPayment(shop(), ...sale('10.99'), '--json');
    const { serviceId } = JSON.parse(await paying.line('stdout', '"state":"awaiting"'));
    const asked = await abort('--service-id', String(serviceId), '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events).toMatchObject([{ type: 'abort', serviceId, category: 'Payment', abort: { kind: 'asked' } }]);
    const paid = await paying.ended;
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no', abortRequested: false });
  });

  it('states that its answer does not report the money', async () => {
    const args = ['abort', '--config', shop().config, '--service-id', 'NEVERSENT1'];
    const { exitCode, stdout } = await runProcess(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Asked V400m-324688179 to stop Payment NEVERSENT1.');
    expect(stdout).toContain('This says nothing of the money');
  });

  it('ends with 3 when the request was not sent', async () => {
    const gone = await simulate();
    await stop(gone);
    const { exitCode, stdout } = await run(['abort', '--config', gone.config, '--service-id', 'A']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ERR_LINK_REFUSED');
  });

  it('ends with 4 when no answer can be used', async () => {
    const silent = await simulate('--fault', '{"kind":"stall"}');
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
    expect(await abort('--json', ...args)).toMatchObject(refusedWith(code));
  });
});

describe.skipIf(!hasJournals)('abort of a transaction of the journal', () => {
  it('works while a till owns the journal, and is refused when the transaction is settled or unknown', async () => {
    const journal = ['--journal', newJournal()];
    // The abort must name the till that sent the request, not the one that this command has by default.
    const till = ['--id', 'ID-1', '--sale-id', 'TILL-77', '--json'];
    const paying = await startPayment(shop(), ...journal, ...sale('10.99'), ...till);
    const asked = await abort(...journal, '--id', 'ID-1', '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events).toMatchObject([{ type: 'abort', transaction: 'ID-1', abort: { kind: 'asked' } }]);
    const paid = await paying.ended;
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no' });

    const tooLate = await abort(...journal, '--id', 'ID-1', '--json');
    expect(tooLate).toMatchObject(
      refusedWith('ERR_INPUT_TRANSACTION', expect.stringContaining('settled already: cancelled')),
    );
    expect(await abort(...journal, '--id', 'ID-2', '--json')).toMatchObject(refusedWith('ERR_INPUT_TRANSACTION'));
  });

  it('names the attempt that is under way, not the one that the terminal rejected', async () => {
    const path = newJournal();
    const journal = await openSqliteJournal(path);
    const key = (keyVersion: number) => ({ keyIdentifier: 'lane-key', keyVersion });
    const next = { ServiceID: parseServiceID('SECOND0001'), key: key(2) };
    const rejected = { type: 'poi.rejected', failure: failure('ERR_REJECTED_CRYPTO'), key: key(3), next } as const;
    const POIID = parsePOIID('V400m-324688179');
    await journal.append(recordsOf([{ type: 'link.written' }, rejected, { type: 'link.written' }], { POIID }));
    await journal.close();
    const asked = await abort('--journal', path, '--id', 'payment-1', '--json');
    expect(asked.events).toMatchObject([{ type: 'abort', serviceId: 'SECOND0001', abort: { kind: 'asked' } }]);
  });
});

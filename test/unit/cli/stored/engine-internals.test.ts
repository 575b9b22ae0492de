import { describe, expect, it } from 'vitest';
import { replay } from '../../../../cli/stored/engine-internals.ts';
import { readStoredState } from '../../../../engine/mailbox.ts';
import { failure } from '../../../../protocol/faults.ts';
import { approval, BORN_AT_MS } from '../../../support/transactions.ts';
import { stored } from '../stored-records.ts';

const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;
const answered = { type: 'poi.answered', result: approval, recovered: true } as const;

describe('a replay', () => {
  it('gives for each record what the engine did and the state after it', async () => {
    const steps = await replay(
      stored([{ type: 'link.written' }, lost, { type: 'sale.abort' }, { type: 'timer.check' }, answered]),
    );
    expect(steps.map(({ effects, state }) => [effects.join(), state.state])).toEqual([
      ['transmit', 'sending'],
      ['', 'awaiting'],
      ['', 'timedOut'],
      ['transmitAbort', 'timedOut'],
      ['askStatus', 'statusChecking'],
      ['', 'settled'],
    ]);
  });

  it('uses the times of the records', async () => {
    const steps = await replay(stored([{ type: 'link.written' }, lost]));
    expect(steps.at(-1)?.state.nextCheckAtMs).toBe(BORN_AT_MS + 2000 + 1500);
  });

  it('ends in the state in which the engine resumes the transaction', async () => {
    const transaction = stored([
      { type: 'link.written' },
      { type: 'host.restarted', rebooted: true },
      { type: 'timer.check' },
    ]);
    expect((await replay(transaction)).at(-1)?.state).toEqual(readStoredState(transaction));
  });

  it('continues after the settlement, which no record changes', async () => {
    const steps = await replay(stored([answered, { ...answered, recovered: false }]));
    expect(steps.map(({ state }) => state.outcome?.recovered)).toEqual([undefined, true, true]);
  });
});

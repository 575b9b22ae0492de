import { describe, expect, it } from 'vitest';
import { replay } from '../../../cli/replay.ts';
import { readStoredState } from '../../../engine/mailbox.ts';
import { failure } from '../../../protocol/faults.ts';
import { approval, BORN_AT_MS } from '../../support/transactions.ts';
import { stored } from './stored-records.ts';

const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;
const answered = { type: 'poi.answered', result: approval, recovered: true } as const;

describe('a replay', () => {
  it('tells for each record what the engine set out to do, and where the transaction stood then', async () => {
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

  it('has the clock of the records', async () => {
    const steps = await replay(stored([{ type: 'link.written' }, lost]));
    expect(steps.at(-1)?.state.nextCheckAtMs).toBe(BORN_AT_MS + 2000 + 1500);
  });

  it('ends where the engine would take the transaction up', async () => {
    const transaction = stored([
      { type: 'link.written' },
      { type: 'host.restarted', rebooted: true },
      { type: 'timer.check' },
    ]);
    expect((await replay(transaction)).at(-1)?.state).toEqual(readStoredState(transaction));
  });

  it('goes on after the settlement, which nothing changes', async () => {
    const steps = await replay(stored([answered, { ...answered, recovered: false }]));
    expect(steps.map(({ state }) => state.outcome?.recovered)).toEqual([undefined, true, true]);
  });
});

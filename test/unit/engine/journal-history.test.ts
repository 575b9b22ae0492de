import { describe, expect, it } from 'vitest';
import { failure } from '../../../protocol/index.ts';
import { approval, BORN_AT_MS } from '../../support/transactions.ts';
import { historyOf } from '../cli/stored-records.ts';

const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;
const answered = { type: 'poi.answered', result: approval, recovered: true } as const;

describe('the history of a stored transaction', () => {
  it('gives for each record what the engine did and the state after it', async () => {
    const { steps } = await historyOf([
      { type: 'link.written' },
      lost,
      { type: 'sale.abort' },
      { type: 'timer.check' },
      answered,
    ]);
    expect(steps.map(({ commands, state }) => [commands.join(), state.state])).toEqual([
      ['', 'sending'],
      ['transmit,armTimer', 'sending'],
      ['armTimer', 'awaiting'],
      ['armTimer', 'timedOut'],
      ['transmitAbort', 'timedOut'],
      ['askStatus', 'statusChecking'],
      ['', 'settled'],
    ]);
  });

  it('uses the times of the records', async () => {
    const { steps } = await historyOf([{ type: 'link.written' }, lost]);
    expect(steps.at(-1)?.state.nextCheckAtMs).toBe(BORN_AT_MS + 2000 + 1500);
  });

  it('ends in the state in which the engine resumes the transaction', async () => {
    const { steps, state } = await historyOf([
      { type: 'link.written' },
      { type: 'host.restarted', rebooted: true },
      { type: 'timer.check' },
    ]);
    expect(steps.at(-1)?.state).toEqual(state);
    expect(state.state).toBe('statusChecking');
  });

  it('continues after the settlement, which no record changes', async () => {
    const { steps } = await historyOf([answered, { ...answered, recovered: false }]);
    expect(steps.map(({ state }) => state.outcome?.recovered)).toEqual([undefined, undefined, true, true]);
  });
});

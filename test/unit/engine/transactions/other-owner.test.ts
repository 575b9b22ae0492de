import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { soleOwner } from '../../../../adapters/ownership/sole-owner.ts';
import { storedFrom } from '../../../../engine/journal/stored-transactions.ts';
import type { TransmitOptions } from '../../../../engine/transactions/transaction-exchanges.ts';
import { failure } from '../../../../protocol/faults.ts';
import { settle } from '../../../support/clock.ts';
import { resumeProcess, startProcess } from '../../../support/engine/transaction-process.ts';
import { recordsFor } from '../../../support/stored-records.ts';
import { readAll } from '../../../support/test-journals.ts';

/** A payment whose transport waits right before the first byte. */
async function connecting(ownership = soleOwner) {
  let options: TransmitOptions | undefined;
  const transmit = (_: unknown, given: TransmitOptions) => ((options = given), new Promise<never>(() => {}));
  const journal = memoryJournal();
  const bench = startProcess(journal, { exchanges: { transmit }, ownership });
  await settle();
  return { ...bench, journal, whyNotSend: () => options?.whyNotSend()?.code };
}

describe('right before the first byte', () => {
  it('a request may leave that has the claim, in time, at the terminal that is its own', async () => {
    expect((await connecting()).whyNotSend()).toBeUndefined();
  });

  it('a request must not leave when the terminal has gone over to another engine', async () => {
    let owns = true;
    const { whyNotSend } = await connecting({ ...soleOwner, owns: () => owns });
    owns = false;
    expect(whyNotSend()).toBe('ERR_OWNERSHIP_LOST');
  });

  it('a request must not leave when the terminal was lost meanwhile, although it is this one again', async () => {
    let fence = 1;
    const { whyNotSend } = await connecting({ ...soleOwner, fenceOf: () => fence });
    expect(whyNotSend()).toBeUndefined();
    fence = 3;
    expect(whyNotSend()).toBe('ERR_OWNERSHIP_LOST');
  });

  it('a request must not leave when it cannot be found out since when the terminal is its own', async () => {
    const fenceOf = () => {
      throw new Error('no session');
    };
    const { entry } = await connecting({ ...soleOwner, fenceOf });
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_OWNERSHIP_LOST' } });
  });

  it('a request must not leave when it cannot be found out whose the terminal is', async () => {
    let fails = false;
    const owns = () => {
      if (fails) throw new Error('no session');
      return true;
    };
    const { whyNotSend } = await connecting({ ...soleOwner, owns });
    fails = true;
    expect(whyNotSend()).toBe('ERR_INTERNAL_UNSENT');
  });
});

describe('that a request was not sent', () => {
  it('is believed of the attempt that has the claim, which the stored intent names', async () => {
    const { entry, journal } = await connecting();
    const [, stored] = await readAll(journal);
    expect(stored).toMatchObject({ version: 2, event: { type: 'intent.stored', attempt: expect.any(String) } });
    const attempt =
      stored?.type === 'event' && stored.event.type === 'intent.stored' ? stored.event.attempt : undefined;
    entry.send({ type: 'link.notSent', failure: failure('ERR_LINK_REFUSED'), ...(attempt && { attempt }) });
    await settle();
    expect(entry.state.outcome?.kind).toBe('notProcessed');
  });

  it.each([{}, { attempt: 'another' }])(
    'is ignored of anyone else, and no older program believes it: %j',
    async (said) => {
      const { entry, journal } = await connecting();
      entry.send({ type: 'link.notSent', failure: failure('ERR_LINK_REFUSED'), ...said });
      await settle();
      expect(entry.state.state).toBe('sending');
      expect((await readAll(journal)).at(-1)).toMatchObject({ version: 4, event: { type: 'link.notSent' } });
    },
  );
});

describe('the earlier owner of a terminal', () => {
  it.each([
    [false, undefined],
    [true, true],
    // Against the port: what is no clear no counts as yes.
    [undefined, true],
  ])('that may wake: %j is waited for: %j', async (earlierOwnerMayWake, mayWake) => {
    const journal = memoryJournal();
    const records = recordsFor('a', [{ type: 'intent.stored' }, { type: 'link.written' }]);
    await journal.append(records);
    const stored = storedFrom(records);
    if (stored === undefined) throw new Error('the records are those of a transaction');
    resumeProcess(journal, stored, { ownership: { ...soleOwner, earlierOwnerMayWake } as typeof soleOwner });
    await settle();
    const restart = (await readAll(journal)).at(-1);
    expect(restart).toMatchObject({ version: mayWake ? 4 : 2, event: { type: 'host.restarted' } });
    expect(restart?.type === 'event' && 'mayWake' in restart.event).toBe(mayWake === true);
  });
});

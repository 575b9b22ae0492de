import { describe, expect, it } from 'vitest';
import type { Journal, JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { JournalError } from '../../../../errors.ts';
import { settle } from '../../../support/clock.ts';
import { approves } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';
import { keptJournal, readAll } from '../../../support/test-journals.ts';

const typeOf = (record: JournalRecord | undefined) => (record?.type === 'event' ? record.event.type : record?.type);

/** A journal whose terminal goes over to another engine when a record of that type is to be stored. */
function journalLostAt(type: string) {
  const memory = keptJournal();
  const refused: (string | undefined)[] = [];
  let isLost = false;
  const journal: Journal = {
    ...memory,
    append: async ([record, ...rest]) => {
      isLost ||= typeOf(record) === type;
      // A result that no transaction waits for is of no terminal.
      if (isLost && record !== undefined && record.type !== 'orphan') {
        refused.push(typeOf(record));
        throw new JournalError('ERR_JOURNAL_FENCED', 'terminal x does not belong to this engine');
      }
      await memory.append(record === undefined ? [] : [record, ...rest]);
    },
  };
  return { journal, memory, refused };
}

async function payUntilLost(type: string) {
  const disk = journalLostAt(type);
  const bench = await createTestEngine(approves, { journal: disk.journal });
  const payment = bench.engine.pay(order({ id: 'basket-1' }));
  await settle();
  return { ...bench, ...disk, payment };
}

describe('a payment whose terminal goes over to another engine', () => {
  it.each(['opened', 'intent.stored'])('before it may be sent (%s) is not sent, and said to be so', async (type) => {
    const { clock, refused, terminal, payment } = await payUntilLost(type);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_OWNERSHIP_LOST' } });
    const before = [...refused];
    await clock.step(60_000);
    expect(refused).toEqual(before);
    expect(terminal.received).toEqual([]);
  });

  it('after it was sent is let go: unknown here, neither stored nor asked about again', async () => {
    const { engine, clock, refused, payment, terminal } = await payUntilLost('poi.answered');
    expect(engine.unresolved()).toMatchObject([{ id: 'basket-1', failure: { code: 'ERR_JOURNAL_FENCED' } }]);
    expect(payment.state.outcome).toBeUndefined();
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['basket-1'] });
    const asked = terminal.received.length;
    await clock.step(600_000);
    expect(refused).toEqual(['poi.answered']);
    expect(terminal.received).toHaveLength(asked);
  });

  it('keeps the answer that could not be stored, for a person', async () => {
    const { engine, memory } = await payUntilLost('poi.answered');
    expect(engine.orphans()).toMatchObject([{ detail: { transaction: 'basket-1', result: { charged: 'yes' } } }]);
    expect((await readAll(memory)).map(typeOf)).toEqual(['opened', 'intent.stored', 'link.written', 'orphan']);
  });
});

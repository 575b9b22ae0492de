import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { Engine, HistoryTransaction } from '../../../../index.ts';
import { heldTerminal, losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { settle } from '../../../support/clock.ts';
import { idOf, recordsFor } from '../../../support/stored-records.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';
import { heldJournal, keptJournal } from '../../../support/test-journals.ts';

const idsOf = (transactions: readonly HistoryTransaction[]) => transactions.map(({ id }) => id);

/** All pages, as a till reads them. */
async function pagesOf(engine: Engine, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await engine.history({ limit, ...(cursor && { cursor }) });
    pages.push(idsOf(page.transactions));
    if (page.cursor === undefined) return pages;
    cursor = page.cursor;
  }
}

/** An engine whose payments `P0`, `P1`, ... are approved, a second apart. */
async function tillWith(payments: number, journal = keptJournal()) {
  const till = await createTestEngine(undefined, { journal, limits: { settledKeptMax: 1 } });
  for (let index = 0; index < payments; index += 1) {
    await till.engine.pay(order({ id: `P${index}`, reference: `ORDER-${index}` })).settled();
    await till.clock.step(1000);
  }
  return { ...till, journal };
}

describe('the history of an engine', () => {
  it('has what is in memory and what is only stored, the newest first, with type, state and both times', async () => {
    const { engine, clock } = await tillWith(3);
    const start = clock.now() - 3000;
    const { transactions, cursor } = await engine.history();
    expect(cursor).toBeUndefined();
    expect(idsOf(transactions)).toEqual(['P2', 'P1', 'P0']);
    expect(transactions[2]).toMatchObject({
      poiid: POIID,
      reference: 'ORDER-0',
      type: 'payment',
      state: 'settled',
      outcome: { kind: 'approved' },
      createdAtMs: start,
      settledAtMs: start,
    });
    expect(transactions[2]).toMatchObject({ ...(await engine.find('P0'))?.state });
  });

  it('gives one page after the other, and each transaction once, also when new ones come in between and after a restart', async () => {
    const { engine, journal, clock, end } = await tillWith(5);
    expect(await pagesOf(engine, 2)).toEqual([['P4', 'P3'], ['P2', 'P1'], ['P0']]);
    const first = await engine.history({ limit: 2 });
    await engine.pay(order({ id: 'NEW' })).settled();
    await end();
    const next = await createTestEngine(undefined, { journal }, clock);
    const second = await next.engine.history({ limit: 2, cursor: first.cursor ?? '' });
    expect(idsOf(second.transactions)).toEqual(['P2', 'P1']);
    expect(await pagesOf(next.engine, 6)).toEqual([['NEW', 'P4', 'P3', 'P2', 'P1', 'P0']]);
  });

  it('has no cursor when the page is full and nothing is left', async () => {
    const { engine } = await tillWith(2);
    expect(await engine.history({ limit: 2 })).not.toHaveProperty('cursor');
  });

  it('has the open ones with the state of memory, those that wait in line and those that the disk does not take yet', async () => {
    const held = heldJournal();
    const { engine, clock } = await createTestEngine(heldTerminal().behave, { journal: held.journal });
    engine.pay(order({ id: 'STORING' }));
    await settle();
    await clock.step(10);
    engine.pay(order({ id: 'QUEUED', queue: true }));
    await settle();
    const before = await engine.history();
    expect(before.transactions).toMatchObject([
      { id: 'QUEUED', state: 'queued', type: 'payment' },
      { id: 'STORING', state: 'sending' },
    ]);
    await held.release();
    await settle();
    const after = await engine.history({ state: 'open' });
    expect(after.transactions.map(({ id, state }) => `${id} ${state}`)).toEqual(['QUEUED queued', 'STORING awaiting']);
  });

  it.each(['in memory', 'stored'])(
    'counts a refund whose body the caller wrote as money that was given back, never as nothing: %s',
    async (where) => {
      const { engine, clock } = await createTestEngine(
        undefined,
        where === 'stored' ? { limits: { settledKeptMax: 1 } } : {},
      );
      const AmountsReq = { Currency: 'EUR', RequestedAmount: 5 };
      const bodies = [
        ['Payment', { PaymentTransaction: { AmountsReq }, PaymentData: { PaymentType: 'Refund' } }],
        ['Reversal', { ReversalReason: 'MerchantCancel', ReversedAmount: 5 }],
        ['CardAcquisition', { CardAcquisitionTransaction: {} }],
      ] as const;
      for (const [category, body] of bodies) {
        const outcome = await engine.transact({ poiid: POIID, reference: 'R', category, body }).settled();
        expect(outcome).toMatchObject({ kind: 'accepted' });
        await clock.step(1000);
      }
      const row = { poiid: POIID, type: 'transact', kind: 'accepted', count: 1 };
      expect(await engine.totals()).toMatchObject({
        rows: [
          { ...row, currency: 'EUR', value: 500 },
          { ...row, value: 0 },
        ],
        unclear: [{ ...row, value: 0 }],
      });
    },
  );

  it('leaves out what was refused before anything was stored of it', async () => {
    const { engine } = await createTestEngine(heldTerminal().behave);
    engine.pay(order({ id: 'FIRST' }));
    expect(await engine.pay(order({ id: 'BUSY' })).settled()).toMatchObject({ kind: 'notProcessed' });
    expect(idsOf((await engine.history()).transactions)).toEqual(['FIRST']);
  });

  it('narrows by time, terminal, reference, state, kind and type', async () => {
    const { engine, clock } = await tillWith(3);
    const startMs = clock.now() - 3000;
    await engine.refund({ poiid: OTHER_POIID, transaction: 'P0', reference: 'BACK', id: 'R' }).settled();
    const list = async (request: Parameters<Engine['history']>[0]) =>
      idsOf((await engine.history(request)).transactions);
    expect(await list({ from: startMs + 1000, to: startMs + 3000 })).toEqual(['P2', 'P1']);
    expect(await list({ from: new Date(startMs + 2000) })).toEqual(['R', 'P2']);
    expect(await list({ to: new Date(startMs + 1000).toISOString() })).toEqual(['P0']);
    expect(await list({ poiid: OTHER_POIID })).toEqual(['R']);
    expect(await list({ reference: 'ORDER-1' })).toEqual(['P1']);
    expect(await list({ state: 'open' })).toEqual([]);
    expect(await list({ state: 'settled', kind: 'accepted' })).toEqual(['R']);
    expect(await list({ kind: 'declined' })).toEqual([]);
    expect(await list({ type: 'payment', limit: 2 })).toEqual(['P2', 'P1']);
  });

  it.each([
    [{ limt: 5 }, 'ERR_INPUT_REQUEST', 'limit'],
    [{ limit: 0 }, 'ERR_INPUT_LIMIT', 'limit'],
    [{ limit: 1001 }, 'ERR_INPUT_LIMIT', '1000'],
    [{ from: 'yesterday' }, 'ERR_INPUT_TIME', 'from'],
    [{ from: '2026-08-13' }, 'ERR_INPUT_TIME', 'time zone'],
    [{ from: 5, to: 4 }, 'ERR_INPUT_TIME', 'to'],
    [{ state: 'done' }, 'ERR_INPUT_STATE', 'state'],
    [{ kind: 'paid' }, 'ERR_INPUT_KIND', 'approved'],
    [{ type: 'sale' }, 'ERR_INPUT_TYPE', 'payment'],
    [{ cursor: '' }, 'ERR_INPUT_CURSOR', 'cursor'],
    [{ cursor: 'MSAxIGE=' }, 'ERR_INPUT_CURSOR', 'cursor'],
    [{ cursor: Buffer.from('1 5 no id').toString('base64url') }, 'ERR_INPUT_CURSOR', 'cursor'],
  ])('refuses %j', async (request, code, named) => {
    const { engine } = await createTestEngine();
    await expect(engine.history(request as object)).rejects.toMatchObject({
      name: 'InputError',
      code,
      message: expect.stringContaining(named) as unknown,
    });
  });

  it('asks a journal that has an index for what it needs, and looks at what comes, which may be too much or twice', async () => {
    const queries: unknown[] = [];
    const memory = memoryJournal();
    const place = { createdAtMs: 5, transaction: idOf('FOUND') };
    const readHistory = async function* (query: unknown) {
      queries.push(query);
      await settle();
      yield { ...place, records: recordsFor('FOUND', [], { input: { createdAtMs: 5, reference: 'A' } }) };
      yield { ...place, records: recordsFor('FOUND', [], { input: { createdAtMs: 5, reference: 'A' } }) };
      yield { ...place, transaction: idOf('OTHER'), records: recordsFor('OTHER', []) };
    };
    const { engine } = await createTestEngine(undefined, { journal: { ...memory, readHistory } });
    const { transactions } = await engine.history({ reference: 'A', limit: 3 });
    expect(idsOf(transactions)).toEqual(['FOUND']);
    expect(queries).toEqual([{ reference: 'A', pageSize: 4 }]);
  });

  it('lists a damaged transaction before all others until a person has closed it, with all that is known of it', async () => {
    const journal = keptJournal();
    await journal.append(recordsFor('FINE', [], { input: { createdAtMs: 9 } }));
    await journal.append(recordsFor('LOST', [{ type: 'intent.stored' }]).slice(1));
    const { engine } = await createTestEngine(losesAnswers, { journal });
    const { transactions } = await engine.history();
    expect(transactions).toMatchObject([
      { id: 'LOST', state: 'damaged', tags: ['outcomeUnknown', 'needsAttention'] },
      { id: 'FINE', createdAtMs: 9 },
    ]);
    expect(transactions[0]).not.toHaveProperty('createdAtMs');
    expect(await pagesOf(engine, 1)).toEqual([['LOST'], ['FINE']]);
    expect((await engine.totals()).unresolved).toMatchObject([{ count: 1 }, { count: 1 }]);
    expect(idsOf((await engine.history({ kind: 'approved' })).transactions)).toEqual([]);
  });
});

describe('the totals of an engine', () => {
  it('count what is unresolved apart, and refunds apart from payments', async () => {
    const { engine, journal, clock, end } = await tillWith(2);
    await engine.refund({ poiid: POIID, transaction: 'P0', reference: 'BACK', amount: order().amount }).settled();
    await end();
    const next = await createTestEngine(losesAnswers, { journal }, clock);
    next.engine.pay(order({ poiid: OTHER_POIID }));
    await settle();
    expect(await next.engine.totals()).toEqual({
      rows: [{ poiid: POIID, currency: 'EUR', type: 'refund', kind: 'accepted', count: 1, value: 1099 }],
      unclear: [{ poiid: POIID, currency: 'EUR', type: 'payment', kind: 'approved', count: 2, value: 2198 }],
      unresolved: [{ poiid: OTHER_POIID, currency: 'EUR', type: 'payment', count: 1, value: 1099 }],
    });
    expect((await next.engine.totals({ poiid: OTHER_POIID })).rows).toEqual([]);
  });
});

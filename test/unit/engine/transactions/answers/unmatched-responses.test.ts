import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../../../adapters/ports/journal.port.ts';
import { silentLogger } from '../../../../../engine/runtime/logging.ts';
import { UnmatchedResponses } from '../../../../../engine/transactions/unmatched-responses.ts';
import type { Alert } from '../../../../../index.ts';
import { parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from '../../../../../protocol/ids.ts';
import { settle, steppedClock } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { answersStrangers, APPROVAL } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../../support/test-engine.ts';
import { heldJournal, keptJournal, readAll } from '../../../../support/test-journals.ts';
import { approval, paymentInput, refusal } from '../../../../support/transactions.ts';

/** The unmatched responses of an engine over that journal, which a test steps. */
function open(journal: Journal) {
  const clock = steppedClock();
  const alerts: Alert[] = [];
  let ids = 0;
  const newId = () => parseTransactionId(`orphan-${(ids += 1)}`);
  const unmatched = new UnmatchedResponses({ journal, clock, log: silentLogger, newId });
  unmatched.alerts$.subscribe((alert) => alerts.push(alert));
  return { unmatched, clock, alerts };
}

const header = {
  ProtocolVersion: '3.0',
  MessageClass: 'Service',
  MessageCategory: 'Payment',
  MessageType: 'Response',
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('STRANGER01'),
  POIID: parsePOIID('V400m-324688179'),
} as const;
const stray = { header, body: { PaymentResponse: {} } };
const { id: transaction } = paymentInput();

describe('a result that no transaction waits for', () => {
  it('is stored, raised, found again after a restart, and gone once it is dismissed', async () => {
    const journal = keptJournal();
    const { engine, clock, end } = await createTestEngine(answersStrangers, { journal });
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    await settle();
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_ANSWER_MISMATCH' } });
    expect(alerts).toMatchObject([{ kind: 'orphan', orphan: { detail: { header: { ServiceID: 'STRANGER01' } } } }]);
    await end();

    const second = await createTestEngine(() => never, { journal }, clock);
    const [orphan] = second.engine.orphans();
    expect(orphan).toMatchObject({ detail: { body: { PaymentResponse: APPROVAL } } });
    await second.engine.dismissOrphan(orphan?.id ?? '');
    await second.end();
    const third = await createTestEngine(() => never, { journal }, clock);
    expect(third.engine.orphans()).toEqual([]);
  });

  it('and comes after an override is stored and raised, and changes nothing', async () => {
    const journal = keptJournal();
    let answer = () => {};
    const { engine, clock } = await createTestEngine(
      (asked) => {
        if (asked.category !== 'Payment') return never;
        return new Promise((resolve) => (answer = () => resolve(asked.answer(APPROVAL))));
      },
      { journal, limits: { responseTimeoutMs: 1000 } },
    );
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    await settle();
    await clock.step(1000);
    engine.override({ transaction: payment.id, by: 'Ada', reason: 'dark screen', outcome: 'notCharged' });
    await settle();
    answer();
    await settle();
    expect(alerts).toMatchObject([{ kind: 'lateAnswer', transaction: payment.id, result: { kind: 'approved' } }]);
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'no' });
    const last = (await readAll(journal)).at(-1);
    expect(last).toMatchObject({ type: 'orphan', detail: { transaction: payment.id, result: { kind: 'approved' } } });
    expect(engine.orphans()).toHaveLength(1);
  });

  it('is raised and listed when it is stored, not before: a disk that refuses it is tried once a second', async () => {
    const { journal, failNext } = heldJournal({ held: false });
    const { unmatched, clock, alerts } = open(journal);
    failNext(2);
    unmatched.keepOrphan(stray);
    await settle();
    await clock.step(1000);
    expect([alerts, unmatched.list()]).toEqual([[], []]);
    await clock.step(999);
    expect(alerts).toEqual([]);
    await clock.step(1);
    const orphan = { id: 'orphan-1', atMs: 0, detail: stray };
    expect(alerts).toEqual([{ kind: 'orphan', orphan }]);
    expect(unmatched.list()).toEqual([orphan]);
    expect(await readAll(journal)).toMatchObject([{ version: 2, transaction: 'orphan-1', seq: 0, type: 'orphan' }]);
  });

  it('is raised by the engine too when the disk takes it at last', async () => {
    const memory = memoryJournal();
    let fails = true;
    const journal: Journal = {
      ...memory,
      append: (records) =>
        fails && records[0]?.type === 'orphan' ? Promise.reject(new Error()) : memory.append(records),
    };
    const { engine, clock } = await createTestEngine(answersStrangers, { journal });
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    engine.pay(order());
    await settle();
    expect(alerts).toEqual([]);
    fails = false;
    await clock.step(1000);
    expect(alerts).toHaveLength(1);
  });

  it('is copied when it comes: what its object becomes later is not stored', async () => {
    const { journal, release } = heldJournal();
    const { unmatched, alerts } = open(journal);
    const result = { ...approval, charged: 'yes' as 'yes' | 'no' };
    unmatched.keepLateAnswer(transaction, result as typeof approval, undefined);
    result.charged = 'no';
    await release();
    expect(await readAll(journal)).toMatchObject([{ detail: { transaction, result: { charged: 'yes' } } }]);
    expect(alerts).toMatchObject([{ kind: 'lateAnswer', orphan: { detail: { result: { charged: 'yes' } } } }]);
  });

  it('is kept and raised unless it says the same as the outcome: an override is no answer', async () => {
    const { journal } = heldJournal({ held: false });
    const { unmatched, alerts } = open(journal);
    const facts = { recovered: true, abortRequested: false } as const;
    const poiTransactionId = { TransactionID: 'A.B', TimeStamp: '2026-05-04T10:15:33Z', tenderReference: 'A' };
    const known = { ...approval, poiTransactionId };
    unmatched.keepLateAnswer(transaction, known, { ...known, ...facts });
    unmatched.keepLateAnswer(transaction, known, { ...known, ...facts, receipts: [], message: 'once more' });
    await settle();
    expect(alerts).toEqual([]);
    unmatched.keepLateAnswer(transaction, { ...refusal, poiTransactionId }, { ...known, ...facts });
    unmatched.keepLateAnswer(transaction, known, { ...approval, ...facts });
    unmatched.keepLateAnswer(transaction, approval, { ...approval, ...facts });
    unmatched.keepLateAnswer(transaction, known, { ...known, ...facts, kind: 'overridden', by: 'Ada', reason: 'x' });
    await settle();
    expect(alerts).toHaveLength(4);
  });

  it('is given up when the engine closes before it is stored: no alert comes after the end', async () => {
    const { journal, failNext } = heldJournal({ held: false });
    const { unmatched, clock, alerts } = open(journal);
    failNext(1);
    unmatched.keepOrphan(stray);
    await settle();
    unmatched.close();
    await clock.step(10_000, 1000);
    expect(alerts).toEqual([]);
    expect(await readAll(journal)).toEqual([]);
  });
});

describe('an orphan', () => {
  it('that is dismissed is settled in the journal, and listed no more', async () => {
    const { journal } = heldJournal({ held: false });
    const { unmatched } = open(journal);
    unmatched.keepOrphan(stray);
    unmatched.keepLateAnswer(transaction, approval, undefined);
    await settle();
    await unmatched.dismiss('orphan-1');
    expect(unmatched.list().map(({ id }) => id)).toEqual(['orphan-2']);
    expect((await readAll(journal)).at(-1)).toMatchObject({ transaction: 'orphan-1', seq: 1, settles: true });
    await expect(unmatched.dismiss('orphan-1')).rejects.toMatchObject({ code: 'ERR_INPUT_ORPHAN' });
  });

  it('stays listed when its dismissal cannot be stored, and can be dismissed again', async () => {
    const { journal, failNext } = heldJournal({ held: false });
    const { unmatched } = open(journal);
    unmatched.keepOrphan(stray);
    await settle();
    failNext(1);
    await expect(unmatched.dismiss('orphan-1')).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' });
    expect(unmatched.list()).toHaveLength(1);
    await unmatched.dismiss('orphan-1');
    expect(unmatched.list()).toEqual([]);
  });

  it.each(['never-seen', 'my id'])('cannot be dismissed by an id that is none: %s', async (id) => {
    const { unmatched } = open(heldJournal().journal);
    await expect(unmatched.dismiss(id)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_INPUT_(ORPHAN|TRANSACTIONID)$/) as unknown,
    });
  });

  it('of an earlier run is listed from the start', () => {
    const { unmatched } = open(heldJournal().journal);
    const base = { version: 2, transaction: parseTransactionId('stray'), seq: 0 } as const;
    unmatched.recover([{ ...base, atMs: 7, type: 'orphan', detail: { header: {} } }]);
    expect(unmatched.list()).toEqual([{ id: 'stray', atMs: 7, detail: { header: {} } }]);
  });
});

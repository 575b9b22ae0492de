import { describe, expect, it } from 'vitest';
import { memoryTransport } from '../../../adapters/memory-transport.ts';
import {
  createWorkerParts,
  planTransaction,
  stepTerminal,
  beginTerminal,
  transactionInput,
} from '../../../engine/other-runtimes.ts';
import { createServiceID, parseSaleID, type TransactionId } from '../../../protocol/ids.ts';
import { failure } from '../../../protocol/faults.ts';
import { sealedTerminal } from '../../support/terminal/sealed-terminal.ts';
import { APPROVAL, approves } from '../../support/terminal/terminal-behaviours.ts';
import { order, POIID, TEST_OPTIONS } from '../../support/test-engine.ts';

const refused = () => memoryTransport(() => Promise.resolve({ kind: 'failed', failure: failure('ERR_LINK_REFUSED') }));

describe('the parts of a worker', () => {
  it('make a transaction of a request, and send it only while it may leave', async () => {
    const parts = await createWorkerParts({ ...TEST_OPTIONS, parts: { transport: refused, bootId: 'boot' } });
    const plan = planTransaction('payment', order(), parts.options);
    const ids = { id: parts.newId(), ServiceID: createServiceID((length) => parts.random.bytes(length)) };
    const input = transactionInput({ ...ids, plan, original: undefined }, parts);
    expect(input).toMatchObject({ POIID, SaleID: TEST_OPTIONS.saleId, category: 'Payment', bootId: 'boot' });
    const send = (whyNotSend: () => ReturnType<typeof failure> | undefined) =>
      parts.exchanges.transmit(input, { signal: new AbortController().signal, whyNotSend, onWritten: () => {} });
    expect(await send(() => failure('ERR_SEND_TOO_LATE'))).toMatchObject({
      type: 'link.notSent',
      failure: { code: 'ERR_SEND_TOO_LATE' },
    });
    expect(await send(() => undefined)).toMatchObject({ failure: { code: 'ERR_LINK_REFUSED' } });
    await parts.close();
    expect(await send(() => undefined)).toMatchObject({ failure: { code: 'ERR_LINK_CANCELLED' } });
  });

  it('ask a terminal in the name of any till', async () => {
    const terminal = await sealedTerminal(approves);
    const parts = await createWorkerParts({
      ...TEST_OPTIONS,
      parts: { transport: terminal.transport, keyRing: terminal.keyRing },
    });
    for (const till of ['TILL-07', 'TILL-08']) {
      await parts.terminal(POIID, parseSaleID(till))?.display({ lines: ['Hello'] });
    }
    expect(terminal.received.map(({ header }) => header['SaleID'])).toEqual(['TILL-07', 'TILL-08']);
    expect(parts.terminal('V400m-999999999', parseSaleID('TILL-07'))).toBeUndefined();
    await parts.close();
  });

  it('report a verified response to another request, with the terminal that it came from', async () => {
    const stray = { MessageCategory: 'Payment', ServiceID: '9999999999' };
    const terminal = await sealedTerminal((asked) => asked.answer(APPROVAL, { header: stray, clearHeader: stray }));
    const parts = await createWorkerParts({
      ...TEST_OPTIONS,
      parts: { transport: terminal.transport, keyRing: terminal.keyRing },
    });
    const reported: unknown[] = [];
    parts.unmatched$.subscribe((one) => reported.push(one));
    expect(await parts.terminal(POIID, parseSaleID('TILL-07'))?.diagnose()).toMatchObject({ kind: 'noAnswer' });
    expect(reported).toMatchObject([{ poiid: POIID, response: { header: stray } }]);
    await parts.close();
  });

  it('are checked as those of an engine', async () => {
    await expect(createWorkerParts({ ...TEST_OPTIONS, terminals: [] })).rejects.toMatchObject({
      code: 'ERR_CONFIG_TERMINAL',
    });
  });
});

describe('a terminal', () => {
  it('admits one transaction, and the next one when that is settled, as pure steps', () => {
    const [one, two] = ['T1', 'T2'] as TransactionId[] as [TransactionId, TransactionId];
    const first = stepTerminal(beginTerminal({ queueMax: 1 }).snapshot, {
      type: 'sale.requested',
      transaction: one,
      queue: false,
    });
    expect(first.commands).toEqual([{ type: 'admit', params: { transaction: one } }]);
    const second = stepTerminal(first.snapshot, { type: 'sale.requested', transaction: two, queue: true });
    expect(second.commands).toEqual([{ type: 'enqueue', params: { transaction: two } }]);
    const settled = stepTerminal(second.snapshot, { type: 'transaction.settled', transaction: one });
    expect(settled.commands).toEqual([{ type: 'admit', params: { transaction: two } }]);
  });
});

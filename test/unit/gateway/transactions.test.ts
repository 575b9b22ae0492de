import { describe, expect, it } from 'vitest';
import { settle } from '../../support/clock.ts';
import { openTestGateway, payment, startTestGateway, TOKENS } from '../../support/gateway/test-gateway.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { approves, heldTerminal, losesAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, OTHER_POIID } from '../../support/test-engine.ts';
import { keptJournal } from '../../support/test-journals.ts';

const PATH = '/v1/transactions/basket-1';

describe('a PUT of a transaction', () => {
  it('starts it and answers 201 with its outcome, when it is settled within the wait', async () => {
    const { put, terminal } = await startTestGateway();
    const answer = await put(`${PATH}?wait=30`, payment());
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(PATH);
    expect(answer.json).toMatchObject({
      id: 'basket-1',
      state: 'settled',
      outcome: { kind: 'approved', charged: 'yes', amounts: { requested: { currency: 'EUR', value: 1099 } } },
    });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('that is repeated because its answer was lost is the same transaction, and nothing is sent twice', async () => {
    const { put, terminal } = await startTestGateway();
    const first = await put(`${PATH}?wait=30`, payment());
    const second = await put(`${PATH}?wait=30`, payment());
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toEqual(first.json);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is one transaction however many callers send it at the same time, and one of them is the first', async () => {
    const { put, terminal } = await startTestGateway();
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(`${PATH}?wait=30`, payment())));
    const statuses = answers.map(({ status }) => status);
    expect([
      statuses.filter((status) => status === 201).length,
      statuses.filter((status) => status === 200).length,
    ]).toEqual([1, 7]);
    expect(new Set(answers.map(({ json }) => json['serviceId'])).size).toBe(1);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('with another body under the id is refused with 409, and changes nothing', async () => {
    const { put, get, terminal } = await startTestGateway();
    await put(`${PATH}?wait=30`, payment());
    const other = await put(PATH, payment({ amount: { currency: 'EUR', value: 1 } }));
    expect(other).toMatchObject({ status: 409, json: { code: 'ERR_INPUT_ID_REUSED' } });
    expect((await get(PATH)).json).toMatchObject({ amount: { value: 1099 }, outcome: { kind: 'approved' } });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is known after a restart, to the same body with 200 and to another one with 409', async () => {
    const journal = keptJournal();
    const first = await startTestGateway(approves, { engineOptions: { journal } });
    await first.put(`${PATH}?wait=30`, payment());
    await first.gateway.close();
    await first.end();

    const second = await startTestGateway(approves, { engineOptions: { journal }, clock: first.clock });
    const again = await second.put(PATH, payment());
    expect(again).toMatchObject({ status: 200, json: { state: 'settled', outcome: { kind: 'approved' } } });
    const third = await second.put('/v1/transactions/basket-1?wait=5', payment({ reference: 'ANOTHER' }));
    expect(third).toMatchObject({ status: 409, json: { code: 'ERR_INPUT_ID_REUSED' } });
    expect(second.terminal.count('Payment')).toBe(0);
  });

  it('of another body after a restart is refused although nothing of that id is in memory yet', async () => {
    const journal = keptJournal();
    const first = await startTestGateway(approves, { engineOptions: { journal } });
    await first.put(`${PATH}?wait=30`, payment());
    await first.gateway.close();
    await first.end();
    const second = await startTestGateway(approves, { engineOptions: { journal }, clock: first.clock });
    expect((await second.put(PATH, payment({ reference: 'ANOTHER' }))).status).toBe(409);
    expect((await second.get(PATH)).json).toMatchObject({ reference: 'ORDER-1001', outcome: { kind: 'approved' } });
    expect(second.terminal.count('Payment')).toBe(0);
  });

  it('of an id that the journal has is compared with it, also when several come at the same time', async () => {
    const journal = keptJournal();
    const first = await startTestGateway(approves, { engineOptions: { journal } });
    await first.put(`${PATH}?wait=30`, payment());
    await first.gateway.close();
    await first.end();
    const second = await startTestGateway(approves, { engineOptions: { journal }, clock: first.clock });
    const other = payment({ reference: 'ANOTHER' });
    const wrong = await Promise.all(Array.from({ length: 4 }, () => second.put(PATH, other)));
    expect(wrong.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    const right = await Promise.all(Array.from({ length: 4 }, () => second.put(PATH, payment())));
    for (const answer of right) expect(answer).toMatchObject({ status: 200, json: { outcome: { kind: 'approved' } } });
    expect(second.terminal.count('Payment')).toBe(0);
  });

  it('answers at once without a wait, and the outcome is there for whoever asks', async () => {
    const { behave, answerNext } = heldTerminal();
    const { put, get } = await startTestGateway(behave);
    const begun = await put(PATH, payment());
    expect(begun.status).toBe(201);
    expect(begun.json).not.toHaveProperty('outcome');
    await settle();
    const waiting = get(`${PATH}?wait=30`);
    await answerNext();
    expect((await waiting).json).toMatchObject({ state: 'settled', outcome: { kind: 'approved' } });
  });

  it('goes on when its caller goes away', async () => {
    const { behave, answerNext } = heldTerminal();
    const { gateway, get, terminal } = await startTestGateway(behave);
    const abort = new AbortController();
    const lost = fetch(`${gateway.url}${PATH}?wait=30`, {
      method: 'PUT',
      signal: abort.signal,
      body: JSON.stringify(payment()),
      headers: { Authorization: `Bearer ${TOKENS.till}`, 'Content-Type': 'application/json' },
    });
    while ((await get('/v1/terminals/V400m-324688179')).json['work'] !== 'occupied') await settle();
    abort.abort();
    await expect(lost).rejects.toThrow(/abort/i);
    // Two more requests: by then the gateway knows that the connection of the first is gone.
    await get(PATH);
    await get(PATH);
    await answerNext();
    const { json } = await get(`${PATH}?wait=30`);
    expect(json).toMatchObject({ abortRequested: false, outcome: { kind: 'approved' } });
    expect(terminal.count('Abort')).toBe(0);
  });

  it('of an unknown outcome is unknown, never declined, and is listed until a person closes it', async () => {
    const { put, get, post, audit, clock } = await startTestGateway(losesAnswers);
    const answer = put(`${PATH}?wait=30`, payment());
    while (((await get('/v1/unresolved')).json['transactions'] as unknown[]).length === 0) await settle();
    await clock.step(30_000);
    const { status, json } = await answer;
    expect(status).toBe(201);
    expect(json['tags']).toContain('outcomeUnknown');
    expect(json).not.toHaveProperty('outcome');

    const decision = { by: 'Ada', reason: 'the receipt says approved', outcome: 'charged' };
    const closed = await post(`${PATH}/override`, decision);
    expect(closed.json).toMatchObject({ state: 'settled', outcome: { kind: 'overridden', charged: 'yes', by: 'Ada' } });
    expect(audit).toMatchObject([
      { action: 'override', token: 'office', subject: 'basket-1', ...decision, result: 'done' },
    ]);
    expect((await get('/v1/unresolved')).json).toEqual({ transactions: [] });

    expect((await post(`${PATH}/override`, decision)).status).toBe(409);
    expect(audit[1]).toMatchObject({ result: 'ERR_INPUT_OVERRIDE' });
  });

  it.each([
    ['of an unknown type', payment({ type: 'gift' }), 'ERR_INPUT_REQUEST', 'type'],
    ['without a type', payment({ type: undefined }), 'ERR_INPUT_REQUEST', 'type'],
    ['with a misspelt member', payment({ amuont: 1 }), 'ERR_INPUT_REQUEST', 'request'],
    ['of a terminal that is none of the engine', payment({ poiid: 'V400m-1' }), 'ERR_INPUT_TERMINAL', 'poiid'],
    ['of part of a cent', payment({ amount: { currency: 'EUR', value: 10.5 } }), 'ERR_INPUT_AMOUNT', 'amount.value'],
    ['that names its id a second time', payment({ id: 'basket-1' }), 'ERR_INPUT_REQUEST', 'request'],
    ['that is no object', [payment()], 'ERR_INPUT_REQUEST', 'request'],
  ])('%s is refused with what is wrong, and nothing is sent', async (_, body, code, path) => {
    const { put, get, terminal } = await startTestGateway();
    expect(await put(PATH, body)).toMatchObject({ status: 400, json: { code, path } });
    expect((await get(PATH)).status).toBe(404);
    expect(terminal.received).toEqual([]);
  });

  it.each(['-1', 'soon', '601', '1&wait=2'])('with a wait of %s is refused', async (wait) => {
    const { put } = await startTestGateway();
    expect(await put(`${PATH}?wait=${wait}`, payment())).toMatchObject({
      status: 400,
      json: { path: expect.stringMatching(/^wait/) },
    });
  });

  it('with an id that is none is refused', async () => {
    const { put } = await startTestGateway();
    expect(await put('/v1/transactions/a%20b', payment())).toMatchObject({
      status: 400,
      json: { code: 'ERR_INPUT_TRANSACTIONID' },
    });
  });

  it('takes a category of the Terminal API with a body in its words', async () => {
    const { put, terminal } = await startTestGateway();
    const body = { SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1', TimeStamp: '2026-05-04T10:15:33Z' } } };
    const { type: _, amount: __, ...common } = payment({ reference: 'ORDER-1' });
    const answer = await put(`${PATH}?wait=30`, { ...common, type: 'Loyalty', body });
    expect(answer).toMatchObject({ status: 201, json: { state: 'settled' } });
    expect(terminal.received[0]?.message['LoyaltyRequest']).toEqual(body);
  });

  it('is refused as `notProcessed` where the terminal is occupied, and tried anew when it is sent again', async () => {
    const { behave, answerNext } = heldTerminal();
    const { put } = await startTestGateway(behave);
    await put(PATH, payment());
    await settle();
    const refused = await put('/v1/transactions/basket-2?wait=5', payment());
    expect(refused.json).toMatchObject({
      outcome: { kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_OCCUPIED' } },
    });
    await answerNext();
    const again = put('/v1/transactions/basket-2?wait=30', payment());
    await settle();
    await answerNext();
    expect(await again).toMatchObject({ status: 201 });
  });
});

describe('the list of transactions', () => {
  it('has all of them, the newest first, page by page', async () => {
    const { put, get } = await startTestGateway();
    const ids = ['basket-1', 'basket-2', 'basket-3'];
    for (const id of ids) await put(`/v1/transactions/${id}?wait=9`, payment({ reference: id }));
    const found: string[] = [];
    let page = await get('/v1/transactions?limit=2');
    for (;;) {
      const { transactions, cursor } = page.json as { transactions: { id: string }[]; cursor?: string };
      found.push(...transactions.map(({ id }) => id));
      if (cursor === undefined) break;
      page = await get(`/v1/transactions?limit=2&cursor=${cursor}`);
    }
    expect(found.toSorted()).toEqual(ids);
    const one = await get('/v1/transactions?reference=basket-2&kind=approved&type=payment&from=0');
    expect(one.json).toMatchObject({
      transactions: [{ id: 'basket-2', type: 'payment', outcome: { charged: 'yes' } }],
    });
    expect((await get('/v1/transactions?to=0')).json).toMatchObject({ transactions: [] });
  });

  it.each([
    ['limit=0', 'limit', 'ERR_INPUT_LIMIT'],
    ['limit=all', 'limit', 'ERR_INPUT_LIMIT'],
    ['from=yesterday', 'from', 'ERR_INPUT_TIME'],
    ['cursor=x', 'cursor', 'ERR_INPUT_CURSOR'],
    ['state=lost', 'state', 'ERR_INPUT_STATE'],
  ])('with %s is refused', async (query, path, code) => {
    const { get } = await startTestGateway();
    expect(await get(`/v1/transactions?${query}`)).toMatchObject({ status: 400, json: { path, code } });
  });
});

describe('a transaction in progress', () => {
  it('is asked to stop by an abort', async () => {
    const { put, post, get, terminal } = await startTestGateway(() => never);
    await put(PATH, payment());
    await settle();
    expect((await post(`${PATH}/abort`)).status).toBe(200);
    while (terminal.count('Abort') === 0) await settle();
    expect((await get(PATH)).json).toMatchObject({ abortRequested: true });
  });

  it('is asked about by a check', async () => {
    const { put, post, terminal } = await startTestGateway(() => never);
    await put(PATH, payment());
    while (terminal.count('Payment') === 0) await settle();
    expect((await post(`${PATH}/check`)).status).toBe(200);
    while (terminal.count('TransactionStatus') === 0) await settle();
  });

  it('of another terminal is not in the way', async () => {
    const { engine } = await createTestEngine(() => never);
    const { put } = await openTestGateway(engine);
    await put(PATH, payment());
    expect((await put('/v1/transactions/basket-2', payment({ poiid: OTHER_POIID }))).status).toBe(201);
  });
});

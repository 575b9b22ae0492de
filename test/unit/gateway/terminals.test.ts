import { describe, expect, it } from 'vitest';
import { settle } from '../../support/clock.ts';
import { readEvents } from '../../support/gateway/event-reader.ts';
import { payment, send, startTestGateway, TOKENS } from '../../support/gateway/test-gateway.ts';
import { never, type Behaviour } from '../../support/terminal/sealed-terminal.ts';
import { approves, heldTerminal } from '../../support/terminal/terminal-behaviours.ts';
import { POIID } from '../../support/test-engine.ts';

const QUESTION = { command: 'GetConfirmation', question: 'Member?', cancelLabel: 'No', confirmLabel: 'Yes' };

/** Answers a question when it is asked to stop. */
function waitingTerminal(): Behaviour {
  let stop = () => {};
  return (asked) => {
    if (asked.category === 'Abort') {
      stop();
      return never;
    }
    return new Promise((resolve) => {
      stop = () =>
        resolve(asked.answer({ InputResult: { Response: { Result: 'Failure', ErrorCondition: 'Aborted' } } }));
    });
  };
}

describe('a question to a shopper', () => {
  it('ends on the terminal when its caller goes away', async () => {
    const { gateway, terminal } = await startTestGateway(waitingTerminal());
    const abort = new AbortController();
    const asking = fetch(`${gateway.url}/v1/terminals/${POIID}/input`, {
      method: 'POST',
      signal: abort.signal,
      headers: { Authorization: `Bearer ${TOKENS.till}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(QUESTION),
    });
    while (terminal.count('Input') === 0) await settle();
    abort.abort();
    await expect(asking).rejects.toThrow(/abort/i);
    while (terminal.count('Abort') === 0) await settle();
    expect(terminal.count('Abort')).toBe(1);
  });

  it('cannot be a transaction: those are started by a PUT', async () => {
    const { post } = await startTestGateway();
    const refused = await post(`/v1/terminals/${POIID}/request`, { category: 'Payment', body: {} });
    expect(refused).toMatchObject({ status: 400, json: { code: 'ERR_INPUT_CATEGORY' } });
  });

  it('has no card data in its answer, whatever the terminal repeats of a payment', async () => {
    const pan = '4111111111111111';
    const { post } = await startTestGateway((asked) =>
      asked.answer({
        Response: { Result: 'Success', AdditionalResponse: `cardHolder=${pan}` },
        RepeatedMessageResponse: { Track: pan, SensitiveCardData: { PAN: pan, ExpiryDate: '0330' } },
      }),
    );
    const body = { MessageReference: { MessageCategory: 'Payment', ServiceID: 'A1' } };
    const answer = await post(`/v1/terminals/${POIID}/request`, { category: 'TransactionStatus', body });
    expect(answer).toMatchObject({
      status: 200,
      json: { kind: 'answered', body: { Response: { Result: 'Success' } } },
    });
    expect(answer.text).not.toContain(pan);
    expect(answer.text).not.toContain('0330');
  });

  it.each(['diagnose', 'totals'])('and a body may be left out where it says nothing: %s', async (name) => {
    const { post, terminal } = await startTestGateway();
    expect((await post(`/v1/terminals/${POIID}/${name}`)).status).toBe(200);
    expect(terminal.received).toHaveLength(1);
  });
});

describe('the log of a gateway', () => {
  it('has neither a token nor a body, whatever is refused or done', async () => {
    const lines: string[] = [];
    const write = (fields: object, message: string) => lines.push(JSON.stringify({ ...fields, message }));
    const logger = { child: () => logger, trace: write, debug: write, info: write, warn: write, error: write };
    const { put, get, post, gateway } = await startTestGateway(approves, { options: { logger } });
    await put('/v1/transactions/basket-1?wait=9', payment({ saleToAcquirerData: { shopperEmail: 'ada@example.com' } }));
    await put('/v1/transactions/basket-1', payment({ reference: 'SECRET-REFERENCE' }));
    await put('/v1/transactions/basket-2', { type: 'payment', shopperEmail: 'ada@example.com' });
    await get('/v1/terminals', { token: 'guessed-token' });
    await get(`/v1/terminals?token=${TOKENS.till}`);
    await post('/v1/transactions/basket-1/override', { by: 'Ada', reason: 'x', outcome: 'charged' });
    await send(gateway.url, 'GET', '/nowhere');
    expect(lines.join('\n')).toContain('ERR_GATEWAY_TOKEN');
    expect(lines.join('\n')).toMatch(/"action":"override",.*"by":"Ada",.*"result":"ERR_INPUT_OVERRIDE"/);
    for (const secret of [...Object.values(TOKENS), 'guessed-token', 'ada@example.com', 'SECRET-REFERENCE']) {
      expect(lines.join('\n')).not.toContain(secret);
    }
  });
});

describe('what is no route', () => {
  it.each([
    ['GET', '/', 404, 'ERR_GATEWAY_ROUTE'],
    ['GET', '/v1', 404, 'ERR_GATEWAY_ROUTE'],
    ['GET', '/v1/transactions/', 404, 'ERR_GATEWAY_ROUTE'],
    ['GET', '/v1/../healthz/x', 404, 'ERR_GATEWAY_ROUTE'],
    ['DELETE', '/v1/transactions/basket-1', 405, 'ERR_GATEWAY_METHOD'],
    ['POST', '/v1/transactions', 405, 'ERR_GATEWAY_METHOD'],
    ['PUT', '/healthz', 405, 'ERR_GATEWAY_METHOD'],
  ])('%s %s is answered with %d', async (method, path, status, code) => {
    const { gateway } = await startTestGateway();
    const answer = await send(gateway.url, method, path);
    expect(answer).toMatchObject({
      status,
      json: { code, status },
      headers: { 'content-type': 'application/problem+json' },
    });
    if (status === 405) expect(answer.headers['allow']).toMatch(/^(GET|PUT|POST)/);
  });
});

describe('the terminals of a gateway', () => {
  it('come and go while it serves; a terminal that leaves says so, and which key it uses', async () => {
    const { behave, answerNext } = heldTerminal();
    const { gateway, engine, get } = await startTestGateway(behave);
    const reader = await readEvents(gateway.url);
    await reader.next('ready');
    const added = await engine.terminals.add({ poiid: 'V400m-324688199', host: '192.0.2.9' });
    await reader.next('terminal', ({ poiid }) => poiid === added.poiid);
    expect((await get(`/v1/terminals/${added.poiid}`)).json).not.toHaveProperty('key');

    const running = engine.pay({ poiid: added.poiid, reference: 'R', amount: { currency: 'EUR', value: 1099 } });
    await settle();
    const removal = engine.terminals.remove(added.poiid);
    expect((await get(`/v1/terminals/${added.poiid}`)).json).toMatchObject({ isLeaving: true, running: running.id });
    await answerNext();
    const last = await reader.next('terminal', ({ poiid, key }) => poiid === added.poiid && key !== undefined);
    expect(last.data).toMatchObject({
      isLeaving: true,
      key: { keyIdentifier: 'lane-key', keyVersion: 3, isActive: true },
    });
    expect(await removal).toBe(true);
    expect(await get(`/v1/terminals/${added.poiid}`)).toMatchObject({ status: 404 });
    reader.close();
  });
});

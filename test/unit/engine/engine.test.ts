import { afterEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type EngineOptions, type PayRequest } from '../../../index.ts';
import type { TransportResult } from '../../../adapters/ports/transport.port.ts';
import { readAdditionalResponse } from '../../../protocol/index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { http, never, sealedTerminal, SHARED_KEY, type Asked } from '../../support/sealed-terminal.ts';

const POIID = 'V400m-324688179';
const approve = { Response: { Result: 'Success' } };
const open: Engine[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

async function setUp(
  behave: (asked: Asked) => TransportResult | Promise<TransportResult> = (asked) => asked.answer(approve),
  over: Partial<EngineOptions> = {},
) {
  const terminal = await sealedTerminal(behave);
  const clock = steppedClock();
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '192.0.2.1' }],
    sharedKeys: [SHARED_KEY],
    ...over,
    parts: { transport: terminal.transport, clock, ...over.parts },
  });
  open.push(engine);
  // Closing waits on this clock, which stands still.
  const close = engine.close.bind(engine);
  engine.close = async () => {
    const closing = close();
    await settle();
    await clock.step(10_000);
    return closing;
  };
  return { engine, terminal, clock };
}

const order = (over: Partial<PayRequest> = {}): PayRequest => ({
  poiid: POIID,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1001',
  ...over,
});

describe('a payment', () => {
  it('is one Payment request, and its answer is the outcome', async () => {
    const { engine, terminal } = await setUp();
    const outcome = await engine.pay(order()).settled();
    expect(outcome).toMatchObject({ kind: 'approved', charged: 'yes', recovered: false });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment']);
  });

  it('reports a state once, until something about it changes', async () => {
    const { engine } = await setUp();
    const payment = engine.pay(order());
    const states: string[] = [];
    payment.state$.subscribe(({ state }) => states.push(state));
    await payment.settled();
    expect(states).toEqual(['sending', 'awaiting', 'settled']);
  });

  it('tells the terminal the sale, the money, the application and our own version', async () => {
    const { engine, terminal } = await setUp(undefined, {
      application: { name: 'till', version: '4.2', integrator: 'acme' },
    });
    await engine
      .pay(
        order({
          tip: { currency: 'EUR', value: 150 },
          saleToAcquirerData: { tenderOptions: ['ReceiptHandler'], metadata: { lane: '1' } },
        }),
      )
      .settled();
    const body = terminal.received[0]?.message['PaymentRequest'] as { SaleData: { SaleToAcquirerData: string } };
    expect(body).toMatchObject({
      SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '1970-01-01T00:00:00.000Z' } },
      PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99, TipAmount: 1.5 } },
    });
    const data: unknown = JSON.parse(Buffer.from(body.SaleData.SaleToAcquirerData, 'base64').toString());
    expect(data).toMatchObject({
      tenderOption: 'ReceiptHandler',
      metadata: { lane: '1' },
      applicationInfo: {
        merchantApplication: { name: 'till', version: '4.2' },
        externalPlatform: { integrator: 'acme', name: 'till', version: '4.2' },
        adyenLibrary: { name: 'tenderline', version: '0.1.0' },
      },
    });
  });

  it('says the same in form pairs where that is asked for', async () => {
    const { engine, terminal } = await setUp(undefined, { saleToAcquirerDataEncoding: 'form' });
    await engine.pay(order({ saleToAcquirerData: { tenderOptions: ['AskGratuity'] } })).settled();
    const body = terminal.received[0]?.message['PaymentRequest'] as { SaleData: { SaleToAcquirerData: string } };
    expect(body.SaleData.SaleToAcquirerData).toContain('tenderOption=AskGratuity');
    expect(readAdditionalResponse(body.SaleData.SaleToAcquirerData)).toMatchObject({
      'applicationInfo.adyenLibrary.name': 'tenderline',
    });
  });

  it('is made once for one id: the same request gives the same transaction, another one is refused', async () => {
    const { engine, terminal } = await setUp();
    const first = engine.pay(order({ id: 'basket-77' }));
    const second = engine.pay(order({ id: 'basket-77' }));
    expect(second.serviceId).toBe(first.serviceId);
    await Promise.all([first.settled(), second.settled()]);
    expect(terminal.count('Payment')).toBe(1);
    expect(() => engine.pay(order({ id: 'basket-77', amount: { currency: 'EUR', value: 1 } }))).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_ID_REUSED' }),
    );
    expect(engine.transaction('basket-77')?.state.state).toBe('settled');
    expect(engine.transaction('another')).toBeUndefined();
  });

  it('whose answer is lost is asked about by its own ServiceID, and comes out as the terminal says', async () => {
    const { engine, terminal, clock } = await setUp((asked) =>
      asked.category === 'Payment' ? http(503, 'Service Unavailable') : asked.answer(repeated(asked, approve)),
    );
    const payment = engine.pay(order());
    await settle();
    expect(payment.state).toMatchObject({
      state: 'timedOut',
      failure: { code: 'ERR_ANSWER_STATUS' },
      tags: expect.arrayContaining(['outcomeUnknown']) as unknown,
    });
    await clock.step(1500);
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'TransactionStatus']);
    const [paid, asked] = terminal.received;
    expect(asked?.header['ServiceID']).not.toBe(paid?.header['ServiceID']);
    expect(asked?.message['TransactionStatusRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: paid?.header['ServiceID'] },
    });
  });

  it('is aborted by a request of its own, and waits on for the truth', async () => {
    let finish = (_: TransportResult) => {};
    const { engine, terminal } = await setUp((asked) => {
      if (asked.category === 'Abort') return http(200, '');
      return new Promise((resolve) => (finish = (result) => resolve(result)));
    });
    const payment = engine.pay(order());
    await settle();
    payment.abort();
    await settle();
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'Abort']);
    expect(payment.state).toMatchObject({ state: 'awaiting', abortRequested: true });
    const [paid, stopped] = terminal.received;
    expect(stopped?.header['ServiceID']).not.toBe(paid?.header['ServiceID']);
    if (paid !== undefined) finish(paid.answer(approve));
    expect(await payment.settled()).toMatchObject({ kind: 'approved', abortRequested: true });
  });

  it('that is not settled in time is unresolved, never declined, and is waited for', async () => {
    const { engine, clock } = await setUp(() => never);
    const payment = engine.pay(order());
    const soon = payment.outcome(1000);
    await settle();
    await clock.step(1000);
    expect(await soon).toEqual({ kind: 'unresolved', charged: 'unknown', state: 'awaiting' });
  });
});

describe('a check that is not answered', () => {
  it('ends after its time and is asked again: the transaction never hangs', async () => {
    const { engine, terminal, clock } = await setUp((asked) => (asked.category === 'Payment' ? http(200, '') : never));
    const payment = engine.pay(order());
    await settle();
    await clock.step(1500);
    expect(payment.state.state).toBe('statusChecking');
    await clock.step(30_000);
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_LINK_TIMEOUT' } });
    await clock.step(5000);
    expect(terminal.count('TransactionStatus')).toBe(2);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('proves nothing when its answer says nothing of the payment, however often', async () => {
    const shrug = { Response: { Result: 'Failure', ErrorCondition: 'UnavailableService' } };
    const { engine, terminal, clock } = await setUp((asked) =>
      asked.category === 'Payment' ? http(503, '') : asked.answer(shrug),
    );
    const payment = engine.pay(order());
    await settle();
    await clock.step(30_000, 500);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(3);
    expect(payment.state.tags).toContain('outcomeUnknown');
  });
});

describe('closing', () => {
  it('waits for what is in flight', async () => {
    let finish = () => {};
    const { engine } = await setUp(
      (asked) => new Promise((resolve) => (finish = () => resolve(asked.answer(approve)))),
    );
    const payment = engine.pay(order());
    await settle();
    const closed = engine.close();
    finish();
    await closed;
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('ends after a stated time, leaves the rest as it is, and refuses what comes later', async () => {
    const { engine } = await setUp(() => never);
    const payment = engine.pay(order());
    await settle();
    await engine.close();
    await engine.close();
    expect(payment.state.state).toBe('awaiting');
    await expect(payment.settled()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    expect(await payment.outcome(1000)).toMatchObject({ kind: 'unresolved' });
    expect(() => engine.pay(order())).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }));
  });
});

describe('a mistake of the caller', () => {
  it.each<[string, string, unknown]>([
    ['no request', 'ERR_INPUT_REQUEST', undefined],
    ['an amount that is no integer', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: 10.99 } })],
    ['a negative amount', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: -1 } })],
    ['an amount of nothing', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: 0 } })],
    [
      'an amount beyond the protocol',
      'ERR_INPUT_AMOUNT',
      order({ amount: { currency: 'EUR', value: 10_000_000_000 } }),
    ],
    [
      'an amount in text',
      'ERR_INPUT_AMOUNT',
      order({ amount: { currency: 'EUR', value: '1099' as unknown as number } }),
    ],
    ['no amount', 'ERR_INPUT_AMOUNT', { poiid: POIID, reference: 'R' }],
    ['an unknown currency', 'ERR_INPUT_CURRENCY', order({ amount: { currency: 'EURO', value: 1 } })],
    ['a currency in small letters', 'ERR_INPUT_CURRENCY', order({ amount: { currency: 'eur', value: 1 } })],
    ['a tip in another currency', 'ERR_INPUT_CURRENCY', order({ tip: { currency: 'USD', value: 1 } })],
    ['an unknown terminal', 'ERR_INPUT_TERMINAL', order({ poiid: 'V400m-000000000' })],
    ['no terminal', 'ERR_INPUT_TERMINAL', order({ poiid: undefined as unknown as string })],
    ['no reference', 'ERR_INPUT_REFERENCE', order({ reference: '' })],
    ['a reference with a line break', 'ERR_INPUT_REFERENCE', order({ reference: 'a\nb' })],
    ['an id with blanks', 'ERR_INPUT_TRANSACTIONID', order({ id: 'my id' })],
    ['brands that are no list', 'ERR_INPUT_BRANDS', order({ allowedPaymentBrands: [] })],
    [
      'metadata beyond its limits',
      'ERR_INPUT_METADATA',
      order({ saleToAcquirerData: { metadata: { a: 'x'.repeat(81) } } }),
    ],
  ])('(%s) throws %s at once and sends nothing', async (_, code, request) => {
    const { engine, terminal } = await setUp();
    expect(() => engine.pay(request as PayRequest)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/expected .*found|expected/s) as unknown }),
    );
    await settle();
    expect(terminal.received).toEqual([]);
  });

  it.each<[string, string, Partial<Record<keyof EngineOptions, unknown>>]>([
    ['no environment', 'ERR_CONFIG_ENVIRONMENT', { environment: undefined }],
    ['an environment nobody knows', 'ERR_CONFIG_ENVIRONMENT', { environment: 'prod' }],
    ['no saleId', 'ERR_CONFIG_SALE_ID', { saleId: '' }],
    [
      'a clock that somebody may set, and no other',
      'ERR_CONFIG_CLOCK',
      { parts: { clock: { ...steppedClock(), upMs: undefined } } },
    ],
    ['no terminals', 'ERR_CONFIG_TERMINAL', { terminals: [] }],
    [
      'a terminal twice',
      'ERR_CONFIG_TERMINAL',
      {
        terminals: [
          { poiid: POIID, host: 'a' },
          { poiid: POIID, host: 'b' },
        ],
      },
    ],
    ['a POIID without a hyphen', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: 'V400m', host: 'a' }] }],
    ['a host with a scheme', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: POIID, host: 'https://a' }] }],
    ['a port out of range', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: POIID, host: 'a', port: 70_000 }] }],
    ['no keys', 'ERR_CONFIG_KEY', { sharedKeys: [] }],
    ['keys that are no list', 'ERR_CONFIG_KEY', { sharedKeys: undefined }],
    ['a key twice', 'ERR_CONFIG_KEY', { sharedKeys: [SHARED_KEY, SHARED_KEY] }],
    ['a weak passphrase', 'ERR_CONFIG_PASSPHRASE', { sharedKeys: [{ ...SHARED_KEY, passphrase: 'short-Secret1!' }] }],
    ['no passphrase', 'ERR_CONFIG_PASSPHRASE', { sharedKeys: [{ ...SHARED_KEY, passphrase: undefined }] }],
    ['a limit nobody knows', 'ERR_CONFIG_LIMIT', { limits: { timeout: 1 } }],
    ['a limit of nothing', 'ERR_CONFIG_LIMIT', { limits: { responseTimeoutMs: 0 } }],
    ['an exponent out of range', 'ERR_CONFIG_CURRENCY', { currencyExponents: { EUR: 9 } }],
    ['a root file that is not there', 'ERR_CONFIG_ROOT', { rootCertificate: '/no/such/root.pem', parts: {} }],
  ])('in the set-up (%s) is refused with %s', async (_, code, over) => {
    const options = {
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: '192.0.2.1' }],
      sharedKeys: [SHARED_KEY],
      parts: { transport: () => ({ post: () => never, close: () => Promise.resolve() }) },
      ...over,
    };
    const error: unknown = await createEngine(options as EngineOptions).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, name: 'ConfigError', message: expect.stringContaining('expected') as unknown });
    expect(String(error)).not.toContain('Secret');
  });
});

function repeated(asked: Asked, body: object) {
  const { MessageReference } = asked.message['TransactionStatusRequest'] as { MessageReference: object };
  return {
    Response: { Result: 'Success' },
    MessageReference,
    RepeatedMessageResponse: {
      MessageHeader: {
        ...asked.header,
        ...MessageReference,
        MessageType: 'Response',
      },
      RepeatedResponseMessageBody: { PaymentResponse: body },
    },
  };
}

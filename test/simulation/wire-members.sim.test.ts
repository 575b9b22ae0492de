import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../index.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { nexoCryptoTerminal, type NexoCryptoTerminal } from '../support/wire/nexo-crypto-terminal.ts';
import { OUTCOME_ROWS } from '../support/messages/outcome-rows.ts';
import { ACQUISITION_ROWS, GIFT_CARD, PAYMENT_ROWS } from '../support/messages/request-rows.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';
import { QUICK, type Json } from '../support/simulator.ts';

const POIID = 'V400m-324688179';
const BARE = 'V400m-324688180';
const eur = (value: number) => ({ currency: 'EUR', value });

/** One terminal, what reached it, and a till that is connected to it. */
interface Lane {
  readonly engine: Engine;
  readonly bodies: Json[];
}

let simulator: Simulator;
let terminal: SimulatedTerminal;
let adyen: NexoCryptoTerminal;
let simulated: Lane;
let sealed: Lane;
let orders = 0;

beforeAll(async () => {
  simulator = await startSimulator({
    terminals: [
      { poiid: POIID, sharedKeys: [SHARED_KEY], settings: QUICK },
      { poiid: BARE, sharedKeys: [], settings: QUICK },
    ],
    seed: 1,
  });
  terminal = simulator.terminal(POIID);
  const addresses = simulator.terminals.map(({ poiid, host, port }) => ({
    poiid,
    host,
    port,
    ...(poiid === BARE && { protection: 'none' as const }),
  }));
  simulated = { engine: await createSimulatedTill(simulator, terminal, { terminals: addresses }), bodies: [] };
  terminal.events.on('request', (_request, body) => void simulated.bodies.push(body as Json));
  adyen = await nexoCryptoTerminal(POIID, SHARED_KEY);
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '127.0.0.1', port: adyen.port }],
    sharedKeys: [SHARED_KEY],
    rootCertificate: adyen.fleet.rootPem,
  });
  sealed = { engine, bodies: adyen.received as Json[] };
});

const giftCards = (value: number) => ({ [GIFT_CARD]: eur(value) });

beforeEach(() => terminal.configure({ giftCards: giftCards(20_000), shopper: { does: 'presentsCard' } }));

afterAll(async () => {
  await Promise.all([simulated.engine.close(), sealed.engine.close()]);
  await Promise.all([simulator.close(), adyen[Symbol.asyncDispose]()]);
});

/** The identity of the next order of EUR 100.00. */
function order(poiid = POIID) {
  return { poiid, amount: eur(10_000), reference: `ORDER-${(orders += 1)}` };
}

describe('every member of a request is on the wire as documented', () => {
  it.each(PAYMENT_ROWS)('of a payment: $member', async ({ request, wire }) => {
    for (const { engine, bodies } of [simulated, sealed]) {
      const outcome = await engine.pay({ ...order(), ...request }).settled();
      expect(outcome).toMatchObject({ kind: 'approved' });
      expect(bodies.at(-1)).toMatchObject(wire);
    }
  });

  it.each(ACQUISITION_ROWS)('of a card acquisition: $member', async ({ request, wire }) => {
    const { amount: _, ...named } = order();
    for (const { engine, bodies } of [simulated, sealed]) {
      expect(await engine.acquireCard({ ...named, ...request }).settled()).toMatchObject({ kind: 'accepted' });
      expect(bodies.at(-1)).toMatchObject(wire);
    }
    await simulated.engine.terminal(POIID).endCardAcquisition();
  });

  it('of a payment with an acquired card: cardAcquisition, exactly as the terminal named it', async () => {
    const POITransactionID = { TransactionID: 'oLkO0012345678903', TimeStamp: '2026-05-04T10:15:33.120Z' };
    adyen.next({ Response: { Result: 'Success' }, POIData: { POITransactionID } });
    for (const { engine, bodies } of [simulated, sealed]) {
      const acquired = await engine.acquireCard(order()).settled();
      const cardAcquisition = acquired.poiTransactionId;
      expect(await engine.pay({ ...order(), cardAcquisition }).settled()).toMatchObject({ kind: 'approved' });
      const { TransactionID, TimeStamp } = Object(cardAcquisition) as Json;
      expect(bodies.at(-1)).toMatchObject({
        PaymentData: { CardAcquisitionReference: { TransactionID, TimeStamp } },
      });
    }
  });
});

describe('every kind of transaction has on the wire', () => {
  const sale = {
    saleReferenceId: 'B-77',
    operatorId: 'emp-12',
    operatorLanguage: 'nl',
    shiftNumber: '3',
    totalsGroupId: 'FRONT',
    tokenRequestedType: 'Customer',
    customerOrderId: 'C-9',
    saleToPoiData: 'eyJ9',
  } as const;
  const SaleData = Object.assign({}, ...PAYMENT_ROWS.map(({ wire }) => Object(wire).SaleData as object)) as Json;
  const giftCard = { number: GIFT_CARD };

  it.each<[string, (engine: Engine) => Promise<{ readonly kind: string }>]>([
    ['a payment', (engine) => engine.pay({ ...order(), ...sale }).settled()],
    ['an unreferenced refund', (engine) => engine.unreferencedRefund({ ...order(), ...sale }).settled()],
    [
      'a loaded gift card',
      (engine) => {
        const { amount, ...named } = order();
        return engine.storedValue({ ...named, ...sale, items: [{ type: 'Load', giftCard, amount }] }).settled();
      },
    ],
    [
      'a refund',
      async (engine) => {
        const POITransactionID = {
          TransactionID: 'oLkO0012345678903.QWERTY1234567890',
          TimeStamp: '2026-05-04T10:15:33Z',
        };
        adyen.next({ Response: { Result: 'Success' }, POIData: { POITransactionID } });
        const payment = engine.pay(order());
        await payment.settled();
        const { amount: _, ...named } = order();
        return engine.refund({ ...named, ...sale, transaction: payment.id }).settled();
      },
    ],
  ])('the members of its sale: %s', async (_, transact) => {
    expect(Object.keys(SaleData)).toHaveLength(Object.keys(sale).length);
    for (const { engine, bodies } of [simulated, sealed]) {
      expect((await transact(engine)).kind).toMatch(/^(approved|accepted)$/);
      expect(bodies.at(-1)).toMatchObject({ SaleData });
    }
  });

  it.each(['json', 'form'] as const)(
    'saleToAcquirerData and applicationInfo, as %s; what comes back is in the same encoding',
    async (saleToAcquirerDataEncoding) => {
      const till = await createSimulatedTill(simulator, terminal, { saleToAcquirerDataEncoding });
      const applicationInfo = { merchantDevice: { reference: 'lane-4' } };
      const saleToAcquirerData = { metadata: { lane: '4 & 5' }, tenderOptions: ['ReceiptHandler'] } as const;
      const outcome = await till.pay({ ...order(), applicationInfo, saleToAcquirerData }).settled();
      await till.close();
      const text = String(Object(simulated.bodies.at(-1)?.['SaleData']).SaleToAcquirerData);
      const isJson = saleToAcquirerDataEncoding === 'json';
      const plain = isJson ? Buffer.from(text, 'base64').toString() : decodeURIComponent(text);
      for (const part of ['ReceiptHandler', 'lane-4', '4 & 5']) expect(plain).toContain(part);
      const answered = String(Object(outcome.response?.['Response']).AdditionalResponse);
      const echo = isJson ? Buffer.from(answered, 'base64').toString() : decodeURIComponent(answered);
      expect(echo).toContain('metadata.lane');
      expect(echo).toContain('4 & 5');
    },
  );
});

describe('every member of an outcome is read of', () => {
  it.each(OUTCOME_ROWS.filter(({ shopper }) => shopper !== undefined))(
    'what the simulated terminal answers: $title',
    async ({ request, shopper, outcome, absent = [] }) => {
      terminal.configure({ giftCards: giftCards(2500), shopper: { does: 'presentsCard', ...shopper } });
      const settled = await simulated.engine.pay({ ...order(), ...request }).settled();
      terminal.uploadOffline();
      expect(settled).toMatchObject(outcome);
      expect(Object.keys(settled).filter((name) => absent.includes(name))).toEqual([]);
    },
  );

  it.each(OUTCOME_ROWS)("what a terminal with Adyen's NexoCrypto answers: $title", async (row) => {
    adyen.next(row.answer);
    const settled = await sealed.engine.pay({ ...order(), ...row.request }).settled();
    expect(settled).toMatchObject(row.outcome);
    expect(Object.keys(settled).filter((name) => row.absent?.includes(name))).toEqual([]);
    expect(settled.response).toEqual(row.answer);
  });

  it('a terminal without protection: unprotected', async () => {
    const { unprotected } = await simulated.engine.pay(order(BARE)).settled();
    const { unprotected: ofProtected } = await simulated.engine.pay(order()).settled();
    expect([unprotected, ofProtected]).toEqual([true, undefined]);
  });

  it('what a StoredValue did: giftCard', async () => {
    const { amount, ...named } = order();
    const request = { ...named, items: [{ type: 'Load', giftCard: { number: GIFT_CARD }, amount }] } as const;
    const account = { StoredValueAccountType: 'GiftCard', StoredValueID: GIFT_CARD };
    for (const { engine } of [simulated, sealed]) {
      adyen.next({
        Response: { Result: 'Success' },
        StoredValueResult: [
          {
            StoredValueTransactionType: 'Load',
            ItemAmount: 100,
            Currency: 'EUR',
            StoredValueAccountStatus: { StoredValueAccountID: account, CurrentBalance: 300 },
          },
        ],
      });
      const reference = `ORDER-${(orders += 1)}`;
      expect(await engine.storedValue({ ...request, reference }).settled()).toMatchObject({
        kind: 'accepted',
        giftCard: {
          items: [{ type: 'Load', amount, balance: eur(30_000), maskedNumber: expect.stringMatching(/0001$/) }],
        },
      });
    }
  });

  it.each([
    ['the simulated terminal', () => simulated],
    ["a terminal with Adyen's NexoCrypto", () => sealed],
  ] as const)('an acquisition of %s: the card, its alias and a loyalty pass', async (_, lane) => {
    const { engine } = lane();
    const members = { tokenRequestedType: 'Customer' } as const;
    adyen.next({
      Response: {
        Result: 'Success',
        AdditionalResponse: 'fundingSource=CREDIT&issuerCountry=NL&alias=M469509594859802',
      },
      PaymentInstrumentData: { CardData: { PaymentBrand: 'mc', MaskedPan: '541333 **** 9999', EntryMode: ['ICC'] } },
    });
    expect(await engine.acquireCard({ ...order(), ...members }).settled()).toMatchObject({
      kind: 'accepted',
      card: { brand: 'mc', entryMode: 'ICC', fundingSource: 'CREDIT', issuerCountry: 'NL' },
      token: { alias: 'M469509594859802' },
    });
    await engine.terminal(POIID).endCardAcquisition();
    terminal.configure({ shopper: { does: 'presentsCard', loyalty: { id: 'L-42' } } });
    adyen.next({
      Response: { Result: 'Success' },
      PaymentInstrumentData: { CardData: {} },
      LoyaltyAccount: [{ LoyaltyAccountID: { EntryMode: ['Tapped'], LoyaltyID: 'L-42' } }],
    });
    expect(await engine.acquireCard(order()).settled()).toMatchObject({
      loyalty: [{ id: 'L-42', entryMode: 'Tapped' }],
    });
    await engine.terminal(POIID).endCardAcquisition();
  });
});

describe('docs/requests.md', () => {
  const page = readFileSync(new URL('../../docs/requests.md', import.meta.url), 'utf8');
  const [asked = '', told = ''] = page.split('## Members of an outcome');
  const rowsOf = (part: string) => Array.from(part.matchAll(/^\| `([\w.]+)`/gm), ([, name = '']) => name);

  it('has a row here for every member of a request', () => {
    const shown = new Set([...PAYMENT_ROWS.map(({ member }) => member), 'cardAcquisition']);
    expect(rowsOf(asked).length).toBeGreaterThan(20);
    expect(rowsOf(asked).filter((member) => !shown.has(member))).toEqual([]);
  });

  it('has a row here for every member of an outcome', () => {
    const shown = new Set([...OUTCOME_ROWS.flatMap(({ members }) => members), 'unprotected', 'giftCard']);
    expect(rowsOf(told).length).toBeGreaterThan(15);
    expect(rowsOf(told).filter((member) => !shown.has(member))).toEqual([]);
  });
});

import { memoryJournal, nexoProtection, type Random } from '../../adapters/index.ts';
import { classifyResponse } from '../../protocol/codec.ts';
import { requestHeader } from '../../protocol/header.ts';
import { createServiceID, parsePOIID, parseSaleID } from '../../protocol/ids.ts';
import { paymentRequest } from '../../protocol/messages/payment.ts';
import { readResponseResult } from '../../protocol/response-result.ts';
import { engineTill, type CreateTill, type Order, type TillUnderTest } from '../../testkit/index.ts';

/** Within so many days each of these mistakes is caught. */
export const ADMITTED_SEEDS = 150;

interface BrokenTill {
  readonly mistake: string;
  readonly createTill: CreateTill;
  /** The rules of which it has to break one. */
  readonly rules: readonly string[];
}

/** The till that stands in the examples, with one thing changed. */
function changed(change: (till: TillUnderTest) => Partial<TillUnderTest>): CreateTill {
  return async (shop) => {
    const till = await engineTill(shop);
    return { ...till, ...change(till) };
  };
}

/** Tills that make the mistakes which real ones make: the world has to see each. */
export const BROKEN_TILLS: readonly BrokenTill[] = [
  {
    mistake: 'takes silence for a refusal, and lets the shopper pay again',
    rules: ['chargedBesideUnknown'],
    createTill: (shop) => {
      const { transport, keyRing, random, clock } = shop.engineOptions.parts ?? {};
      if (!transport || !keyRing || !random || !clock) throw new TypeError('the shop has all parts');
      const protection = nexoProtection(keyRing, random);
      const post = async (order: Order): Promise<unknown> => {
        const { id, poiid, amount } = order;
        const header = paymentHeader(poiid, random);
        const body = paymentRequest({ reference: id, amount, atMs: clock.now() });
        const address = { poiid, host: 'shop.invalid', port: 8443, allowLegacyCertificate: false };
        const patience = new AbortController();
        const timer = clock.setTimeout(() => patience.abort(), 60_000);
        const result = await transport(address).post({
          body: protection.seal({ header, body }),
          signal: patience.signal,
        });
        clock.clearTimeout(timer);
        const answer = result.kind === 'answered' ? classifyResponse(result.body) : undefined;
        const opened = answer?.form === 'sealed' ? protection.open(answer, header) : undefined;
        if (opened?.kind !== 'verified') return post(order);
        const verdict = readResponseResult(opened.body, { category: 'Payment', ServiceID: header.ServiceID, amount });
        return verdict.kind !== 'undecided' && shop.tell(id, { ...verdict, recovered: false, abortRequested: false });
      };
      return { pay: post, close: () => undefined };
    },
  },
  {
    mistake: 'forgets with its process',
    rules: ['chargedTwice', 'sentUnstored', 'chargedBesideUnknown'],
    createTill: (shop) => engineTill({ ...shop, engineOptions: { ...shop.engineOptions, journal: memoryJournal() } }),
  },
  {
    mistake: 'calls an unknown a decline',
    rules: ['falseRefusal', 'toldTwoThings', 'toldUnstored'],
    createTill: async (shop) => {
      const till = await engineTill(shop);
      const declined = { kind: 'declined', charged: 'no', amounts: {}, receipts: [], advice: 'none' } as const;
      return {
        ...till,
        pay: (order) => {
          till.pay(order);
          shop.engineOptions.parts?.clock?.setTimeout(
            () => shop.tell(order.id, { ...declined, recovered: false, abortRequested: false }),
            60_000,
          );
        },
      };
    },
  },
  {
    mistake: 'calls everything approved',
    rules: ['falseApproval'],
    createTill: (shop) =>
      engineTill({
        ...shop,
        tell: (order, outcome) =>
          shop.tell(order, { ...outcome, kind: 'approved', charged: 'yes' } as Parameters<typeof shop.tell>[1]),
      }),
  },
  {
    mistake: 'charges an approved order once more under another name',
    rules: ['notOrdered'],
    createTill: async (shop) => {
      const isOriginal = (order: string) => !order.endsWith('-B');
      const till = await engineTill({
        ...shop,
        tell: (order, outcome) => isOriginal(order) && shop.tell(order, outcome),
      });
      const again = (order: Order) =>
        shop.engineOptions.parts?.clock?.setTimeout(() => void till.pay({ ...order, id: `${order.id}-B` }), 120_000);
      return { ...till, pay: (order) => [till.pay(order), again(order)] };
    },
  },
  {
    mistake: 'takes ten times the price',
    rules: ['wrongAmount'],
    createTill: changed((till) => ({
      pay: (order) => till.pay({ ...order, amount: { ...order.amount, value: order.amount.value * 10 } }),
    })),
  },
  {
    mistake: 'takes back what it has reported',
    rules: ['toldTwoThings'],
    createTill: (shop) =>
      engineTill({
        ...shop,
        tell: (order, outcome) => {
          shop.tell(order, outcome);
          shop.tell(order, { kind: 'unresolved', charged: 'unknown', state: 'timedOut' });
        },
      }),
  },
  {
    mistake: 'logs its passphrase in the bindings of a logger, and in an error',
    rules: ['secretLogged'],
    createTill: (shop) => {
      const { logger, sharedKeys } = shop.engineOptions;
      const secret = sharedKeys?.[0]?.passphrase;
      logger?.child({ secret }).info({}, 'started');
      logger?.error({ error: new Error(`wrong key ${secret}`) }, 'failed');
      return engineTill(shop);
    },
  },
  {
    mistake: 'throws in a timer',
    rules: ['brokenTill'],
    createTill: async (shop) => {
      const till = await engineTill(shop);
      shop.engineOptions.parts?.clock?.setTimeout(() => {
        throw new Error('not caught');
      }, 1000);
      return till;
    },
  },
  { mistake: 'drops orders', rules: ['forgotten'], createTill: changed(() => ({ pay: () => undefined })) },
  {
    mistake: 'reports before it has stored',
    rules: ['sentUnstored', 'toldUnstored', 'falseRefusal', 'stateDiffers', 'brokenTill', 'chargedBesideUnknown'],
    createTill: (shop) => {
      const { journal } = shop.engineOptions;
      if (typeof journal !== 'object') throw new TypeError('the shop has a journal');
      // It confirms at once, and stores a minute later.
      const hasty = {
        ...journal,
        append: (records: Parameters<typeof journal.append>[0]) => {
          shop.engineOptions.parts?.clock?.setTimeout(
            () => void journal.append(records).catch(() => undefined),
            60_000,
          );
          return Promise.resolve();
        },
      };
      return engineTill({ ...shop, engineOptions: { ...shop.engineOptions, journal: hasty } });
    },
  },
  {
    mistake: 'leaves a gap in its journal',
    rules: ['damagedJournal'],
    createTill: (shop) => {
      const { journal } = shop.engineOptions;
      if (typeof journal !== 'object') throw new TypeError('the shop has a journal');
      const gapped = {
        ...journal,
        append: (records: Parameters<typeof journal.append>[0]) =>
          journal.append(records.map((record) => ({ ...record, seq: record.seq > 1 ? record.seq + 1 : record.seq }))),
      };
      return engineTill({ ...shop, engineOptions: { ...shop.engineOptions, journal: gapped } });
    },
  },
  {
    mistake: 'does not close',
    rules: ['brokenTill'],
    createTill: changed(() => ({ close: () => new Promise(() => {}) })),
  },
  {
    mistake: 'leaves its timers behind',
    rules: ['leftBehind'],
    createTill: async (shop) => {
      const till = await engineTill(shop);
      const tick = () => void shop.engineOptions.parts?.clock?.setTimeout(tick, 50_000);
      tick();
      return till;
    },
  },
];

function paymentHeader(poiid: string, random: Random) {
  const ServiceID = createServiceID((length) => random.bytes(length));
  return requestHeader('Payment', { SaleID: parseSaleID('TILL-01'), ServiceID, POIID: parsePOIID(poiid) });
}

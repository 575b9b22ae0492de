import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineLimits, Outcome } from '../../index.ts';
import {
  startSimulator,
  type ScriptEntry,
  type ShopperPlan,
  type SimulatedTerminal,
  type Simulator,
  type TerminalSettings,
} from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const POIID = 'V400m-324688179';

/** The rules of the machine as they are, only faster: the order of things is what is tested, not their length. */
const limits: Partial<EngineLimits> = {
  responseTimeoutMs: 400,
  firstCheckDelayMs: 20,
  statusIntervalMs: 40,
  statusTimeoutMs: 500,
  fastChecksMax: 100,
  notFoundGapMs: 100,
  notFoundAgeMinMs: 300,
};

let simulator: Simulator;
let terminal: SimulatedTerminal;
let engine: Engine;

beforeAll(async () => {
  simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY] }], seed: 1 });
  terminal = simulator.terminal(POIID);
  engine = await till('TILL-01');
});

function till(saleId: string, over: Partial<EngineLimits> = {}): Promise<Engine> {
  return createSimulatedTill(simulator, terminal, { saleId, limits: { ...limits, ...over } });
}

afterEach(() => {
  terminal.clearScript();
  terminal.configure(QUICK);
});

afterAll(async () => {
  await engine.close();
  await simulator.close();
});

const QUICK: Partial<TerminalSettings> = {
  cardAfterMs: 10,
  hostAfterMs: 10,
  abortAfterMs: 10,
  presentationTimeoutMs: 200,
  shopper: { does: 'presentsCard' },
  abortRace: 'abortWins',
  adminMenuOpen: false,
  statusRepeatsHeader: true,
  escapedSlashes: false,
  extraSpaces: false,
  unknownMembers: false,
};

interface Case {
  readonly script?: readonly ScriptEntry[];
  readonly settings?: Partial<TerminalSettings>;
  readonly shopper?: ShopperPlan;
  readonly value?: number;
}

async function pay({ script = [], settings = {}, shopper, value = 1000 }: Case) {
  terminal.configure({ ...QUICK, ...settings });
  terminal.script(...script);
  if (shopper !== undefined) terminal.nextShopper(shopper);
  const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value }, reference: 'ORDER-1' });
  const outcome = await payment.settled();
  const charges = terminal.ledger.charges(payment.serviceId);
  const payments = terminal.received.filter(
    ({ MessageCategory, ServiceID }) => MessageCategory === 'Payment' && ServiceID === payment.serviceId,
  );
  expect(payments.length).toBeLessThanOrEqual(1);
  expect(charges.length).toBeLessThanOrEqual(1);
  expect(outcome.charged).toBe(charges.length === 1 ? 'yes' : 'no');
  return { outcome, charged: charges.length === 1, payments: payments.length };
}

const kindOf = (outcome: Outcome) => `${outcome.kind}${outcome.recovered ? ', recovered' : ''}`;

describe('an undisturbed payment', () => {
  it.each<[string, Case, string, string | undefined]>([
    ['is approved', {}, 'approved', undefined],
    ['is declined by amount', { value: 1124 }, 'declined', 'Refusal'],
    ['is declined for an invalid card', { value: 1128 }, 'declined', 'InvalidCard'],
    ['is cancelled by the shopper', { shopper: { does: 'cancels' } }, 'cancelled', 'Cancel'],
    ['is cancelled when no card is presented', { shopper: { does: 'neverPresents' } }, 'cancelled', undefined],
    ['fails while the menu of the terminal is open', { settings: { adminMenuOpen: true } }, 'failed', 'Busy'],
    [
      'is read with escaped slashes, spaces and unknown members',
      { settings: { escapedSlashes: true, extraSpaces: true, unknownMembers: true } },
      'approved',
      undefined,
    ],
  ])('%s', async (_, scenario, kind, errorCondition) => {
    const { outcome } = await pay(scenario);
    expect(kindOf(outcome)).toBe(kind);
    if (errorCondition !== undefined) expect(outcome.errorCondition).toBe(errorCondition);
  });
});

describe('a payment whose answer is lost or cannot be believed', () => {
  const answers: [string, ScriptEntry][] = [
    ['dropped once it is read', { kind: 'dropAfterRead' }],
    ['dropped when it is answered', { kind: 'dropAfterRead', when: 'atAnswer' }],
    ['never answered', { kind: 'stall' }],
    ['answered too late', { kind: 'stall', delayMs: 600 }],
    ['cut in the middle of the answer', { kind: 'truncateBody', bytes: 100 }],
    ['answered with nothing', { kind: 'emptyBody' }],
    ['answered with 503 after it ran', { kind: 'httpStatus', status: 503, when: 'after' }],
    ['answered with text', { kind: 'notJson' }],
    ['answered with 2 MiB', { kind: 'hugeBody', bytes: 2 * 1024 * 1024 }],
    ['answered in the clear', { kind: 'clearText' }],
    ['answered with a wrong HMAC', { kind: 'corruptHmac' }],
    ['answered with a flipped bit', { kind: 'flipBlob' }],
    ['answered with broken padding', { kind: 'flipPadding' }],
    ['answered for another ServiceID', { kind: 'wrongServiceID' }],
    ['answered for another SaleID', { kind: 'wrongSaleID' }],
    ['answered for another POIID', { kind: 'wrongPOIID' }],
    ['answered for another category', { kind: 'wrongCategory' }],
    ['answered under a header that was changed', { kind: 'headerMismatch' }],
    ['answered under an unknown key', { kind: 'unknownKey' }],
    ['answered with a time-out that no list has', { kind: 'timeOutAnswer' }],
    ['answered with a time-out in words', { kind: 'timeOutAnswer', listed: true }],
    ['answered with an older answer', { kind: 'replayPrevious' }],
    ['answered with an older answer under a fitting header', { kind: 'replayPrevious', relabelled: true }],
  ];

  it.each(answers)('%s, is approved and charged, as the status check reports', async (_, fault) => {
    const { outcome, charged, payments } = await pay({ script: [{ ...fault, category: 'Payment' }] });
    expect(kindOf(outcome)).toBe('approved, recovered');
    expect(charged).toBe(true);
    expect(payments).toBe(1);
  });

  it.each(answers)('%s, is declined, as the status check reports', async (_, fault) => {
    const { outcome } = await pay({ script: [{ ...fault, category: 'Payment' }], value: 1124 });
    expect(kindOf(outcome)).toBe('declined, recovered');
  });

  it('is asked about until the shopper is done, when the terminal is still busy', async () => {
    const { outcome, charged } = await pay({
      script: [{ kind: 'dropAfterRead', category: 'Payment' }],
      settings: { cardAfterMs: 500, presentationTimeoutMs: 5000 },
    });
    expect(kindOf(outcome)).toBe('approved, recovered');
    expect(charged).toBe(true);
  });

  it('is asked about until a check is answered and can be believed', async () => {
    const category = 'TransactionStatus';
    const { outcome } = await pay({
      script: [
        { kind: 'dropAfterRead', category: 'Payment' },
        { kind: 'dropAfterRead', category },
        { kind: 'corruptHmac', category },
        { kind: 'httpStatus', status: 500, category },
        { kind: 'clearText', category },
        { kind: 'wrongServiceID', category },
        { kind: 'forgedApproval', category },
        { kind: 'replayPrevious', relabelled: true, category },
      ],
    });
    expect(kindOf(outcome)).toBe('approved, recovered');
  });

  it('is read from a terminal that repeats no header', async () => {
    const { outcome } = await pay({
      script: [{ kind: 'dropAfterRead', category: 'Payment' }],
      settings: { statusRepeatsHeader: false },
    });
    expect(kindOf(outcome)).toBe('approved, recovered');
  });
});

describe('a payment that the terminal never processed', () => {
  it.each<[string, ScriptEntry, string]>([
    ['lost on the way', { kind: 'loseRequest' }, 'ERR_NOT_FOUND'],
    ['dropped unread', { kind: 'dropBeforeRead' }, 'ERR_NOT_FOUND'],
    ['answered with 503 before it ran', { kind: 'httpStatus', status: 503 }, 'ERR_NOT_FOUND'],
    ['redirected', { kind: 'redirect' }, 'ERR_NOT_FOUND'],
    ['answered with a forged approval', { kind: 'forgedApproval' }, 'ERR_NOT_FOUND'],
    ['not connected', { kind: 'refuseConnection' }, 'ERR_LINK_CONNECT'],
    ['answered with form c', { kind: 'missingWrapper' }, 'ERR_REJECTED_FORMAT'],
    ['answered with form d', { kind: 'noKey' }, 'ERR_REJECTED_NO_KEY'],
    ['answered with form e', { kind: 'noKey', wrapped: true }, 'ERR_REJECTED_NO_KEY'],
    ['answered with form f', { kind: 'cryptoError' }, 'ERR_REJECTED_CRYPTO'],
    ['answered with form g', { kind: 'badJson' }, 'ERR_REJECTED_JSON'],
    ['answered with form h', { kind: 'reject' }, 'ERR_REJECTED_CRYPTO'],
    ['answered with a Reject that decides nothing', { kind: 'reject', text: 'Something happened' }, 'ERR_NOT_FOUND'],
  ])('%s, is not processed, and nothing was charged', async (_, fault, code) => {
    const { outcome, charged } = await pay({ script: [fault] });
    expect(outcome).toMatchObject({ kind: 'notProcessed', charged: 'no', failure: { code } });
    expect(charged).toBe(false);
  });
});

describe('an abort', () => {
  it('in time ends the payment as cancelled', async () => {
    terminal.configure({ ...QUICK, presentationTimeoutMs: 60_000, cardAfterMs: 30_000 });
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-2' });
    await arrived('Payment', payment.serviceId);
    payment.abort();
    const outcome = await payment.settled();
    expect(outcome).toMatchObject({ kind: 'cancelled', errorCondition: 'Aborted', abortRequested: true });
    expect(terminal.ledger.charges(payment.serviceId)).toEqual([]);
  });

  it('that loses the race ends as approved, charged once, and with abortRequested', async () => {
    terminal.configure({ ...QUICK, presentationTimeoutMs: 60_000, cardAfterMs: 30_000, abortRace: 'paymentWins' });
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-3' });
    await arrived('Payment', payment.serviceId);
    payment.abort();
    expect(await payment.settled()).toMatchObject({ kind: 'approved', abortRequested: true });
    expect(terminal.ledger.charges(payment.serviceId)).toHaveLength(1);
  });
});

describe('a terminal at work for another till', () => {
  it('is busy, which is no refusal, and charges only the one that runs', async () => {
    await using other = await till('TILL-02');
    terminal.configure({ ...QUICK, presentationTimeoutMs: 60_000, cardAfterMs: 300 });
    const first = other.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-4' });
    await arrived('Payment', first.serviceId);
    const second = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-5' });
    expect(await second.settled()).toMatchObject({
      kind: 'failed',
      errorCondition: 'Busy',
      runningServiceId: first.serviceId,
      advice: 'terminalBusy',
    });
    expect(await first.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.ledger.charges(second.serviceId)).toEqual([]);
  });
});

describe('a refund', () => {
  it('of a part and then of the rest gives back what was taken, and no more', async () => {
    terminal.configure({ ...QUICK, reversalAfterMs: 5 });
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-7' });
    await payment.settled();
    const give = (reference: string, value: number) =>
      engine.refund({ poiid: POIID, transaction: payment.id, amount: { currency: 'EUR', value }, reference }).settled();
    expect(await give('ORDER-7-R1', 400)).toMatchObject({ kind: 'accepted', charged: 'no' });
    expect(await give('ORDER-7-R2', 600)).toMatchObject({ kind: 'accepted' });
    expect(await give('ORDER-7-R3', 1)).toMatchObject({ kind: 'failed' });
    const returned = terminal.ledger.reversals().filter(({ reference }) => reference.startsWith('ORDER-7'));
    expect(returned.map(({ amount }) => amount.value)).toEqual([400, 600]);
  });

  it('whose answer is lost is asked about and made once', async () => {
    terminal.configure({ ...QUICK, reversalAfterMs: 5 });
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-8' });
    await payment.settled();
    terminal.script({ kind: 'dropAfterRead', category: 'Reversal' });
    const refund = engine.refund({ poiid: POIID, transaction: payment.id, reference: 'ORDER-8-R' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', recovered: true });
    expect(terminal.ledger.reversals(refund.serviceId)).toHaveLength(1);
  });
});

describe('a terminal whose power is cut', () => {
  it.each([{ forget: true }, { forget: false }])(
    'while the host approves, with %j, is never reported as not charged',
    async ({ forget }) => {
      await using other = await till('TILL-03', { terminalRestartMinMs: 40, fastChecksMax: 5 });
      terminal.configure({ ...QUICK, cardAfterMs: 5, hostAfterMs: 200 });
      const payment = other.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-9' });
      await new Promise((resolve) => terminal.events.once('presented', resolve));
      terminal.restart({ forget, downMs: 100 });
      await new Promise<void>((resolve) => {
        payment.state$.subscribe(({ state, tags }) => {
          if (state === 'settled' || tags.includes('needsAttention')) resolve();
        });
      });
      const charged = terminal.ledger.charges(payment.serviceId).length === 1;
      expect(charged).toBe(true);
      expect(payment.state.outcome?.charged ?? 'unknown').toBe(forget ? 'unknown' : 'yes');
    },
  );
});

describe('the terminal itself', () => {
  it('reports its condition, without moving money', async () => {
    const before = terminal.ledger.entries.length;
    expect(await engine.terminal(POIID).diagnose()).toMatchObject({ kind: 'answered', ok: true, globalStatus: 'OK' });
    expect(terminal.ledger.entries.length).toBe(before);
  });

  it('reports the result of an earlier request, by its ServiceID', async () => {
    terminal.configure(QUICK);
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: 'ORDER-6' });
    await payment.settled();
    expect(await engine.terminal(POIID).transactionStatus({ serviceId: payment.serviceId })).toMatchObject({
      kind: 'answered',
      status: 'finished',
      result: { kind: 'approved', amounts: { authorized: { currency: 'EUR', value: 1000 } } },
    });
    expect(await engine.terminal(POIID).transactionStatus({ serviceId: 'NEVERSENT0' })).toEqual({
      kind: 'answered',
      status: 'notFound',
    });
  });
});

/** Resolves when the terminal has that request. */
function arrived(category: string, serviceId: string): Promise<void> {
  return new Promise((resolve) => {
    const seen = () =>
      terminal.received.some((request) => request.MessageCategory === category && request.ServiceID === serviceId);
    if (seen()) return resolve();
    terminal.events.on('request', function check() {
      if (!seen()) return;
      terminal.events.off('request', check);
      resolve();
    });
  });
}

import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryJournal } from '../../adapters/index.ts';
import { ConfigError, createEngine, InputError, type Engine } from '../../index.ts';
import type { SimulatedTerminal } from '../../simulator/index.ts';
import {
  assertTellsTheTruth,
  declines,
  losesTheRequest,
  startTestTerminal,
  type TestTerminal,
} from '../../testkit/index.ts';
import { SCENARIOS } from '../support/messages/scenarios.ts';

let shop: TestTerminal;
let engine: Engine;

beforeAll(async () => {
  shop = await startTestTerminal();
  engine = await createEngine(shop.engineOptions);
});

afterAll(async () => {
  await engine.close();
  await shop.close();
});

/** The terminal is back from a power cut and was asked again after it had reported what it knows: more questions change nothing. */
function forgotten({ events }: SimulatedTerminal): Promise<void> {
  let asked = 0;
  return new Promise((resolve) => {
    events.once('up', () => {
      events.on('request', ({ MessageCategory }) => {
        if (MessageCategory === 'TransactionStatus') asked += 1;
        if (asked > 2) resolve();
      });
    });
  });
}

describe('over real sockets, a payment while the terminal plays', () => {
  it.each(SCENARIOS)(
    '$name is reported as $result',
    async ({ name, scenarios, value = 1099, tenderOptions, ...wanted }) => {
      const { terminal, next } = shop;
      if (scenarios.length > 0) next(...scenarios);
      const payment = engine.pay({
        poiid: terminal.poiid,
        amount: { currency: 'EUR', value },
        reference: name,
        ...(tenderOptions !== undefined && { saleToAcquirerData: { tenderOptions } }),
      });
      const outcome = await (wanted.result === 'unresolved'
        ? forgotten(terminal).then(() => payment.outcome(0))
        : payment.settled());
      // How the answer was learnt is not compared: this machine may take longer than a hundredth of what a shop does.
      expect(outcome.kind).toBe(wanted.result.replace(', asked', ''));
      expect(outcome).toMatchObject(wanted.outcome ?? {});
      const { ledger } = terminal;
      expect(ledger.charges(payment.serviceId).reduce((sum, { amount }) => sum + amount.value, 0)).toBe(wanted.taken);
      assertTellsTheTruth(outcome, ledger, { reference: name });
      if (outcome.kind === 'unresolved') {
        engine.override({
          transaction: payment.id,
          by: 'Ada',
          reason: 'the terminal has forgotten',
          outcome: 'charged',
        });
        await payment.settled();
      }
    },
  );
});

describe('a test terminal', () => {
  it('is paid on together with others by one engine', async () => {
    await using other = await startTestTerminal({ poiid: 'P400Plus-275408189' });
    const terminals = [...shop.engineOptions.terminals, ...other.engineOptions.terminals];
    await using both = await createEngine({ ...shop.engineOptions, terminals });
    const paid = terminals.map(({ poiid }) =>
      both.pay({ poiid, amount: { currency: 'EUR', value: 4200 }, reference: 'ORDER-1' }).settled(),
    );
    expect((await Promise.all(paid)).map(({ kind }) => kind)).toEqual(['approved', 'approved']);
    expect(other.terminal.ledger.total()).toEqual({ EUR: 4200 });
  });

  it('lets a restarted till find the outcome of its payment, in the scaled time', async () => {
    // What a disk does: it is still there when the till is not.
    const options = { ...shop.engineOptions, journal: { ...memoryJournal(), close: () => Promise.resolve() } };
    const first = await createEngine(options);
    shop.next(losesTheRequest());
    const { poiid } = shop.terminal;
    const payment = first.pay({ id: 'again', poiid, amount: { currency: 'EUR', value: 4200 }, reference: 'again' });
    await once(shop.terminal.events, 'fault');
    await first.close();
    const second = await createEngine(options);
    const recovered = second.transaction(payment.id);
    expect(await recovered?.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_NOT_FOUND' } });
    await second.close();
  });

  it('closes twice without an error, and accepts nothing afterwards', async () => {
    const closed = await startTestTerminal({ poiid: 'P400Plus-275408189' });
    await closed.close();
    await closed.close();
    await using late = await createEngine(closed.engineOptions);
    const { poiid } = closed.terminal;
    const payment = late.pay({ poiid, amount: { currency: 'EUR', value: 4200 }, reference: 'ORDER-1' });
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_LINK_REFUSED' } });
  });

  it('is not started with an invalid scenario, and leaves nothing that listens', async () => {
    await expect(startTestTerminal({ scenario: declines as never })).rejects.toThrow(InputError);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap')).toHaveLength(1);
  });

  it.each([0, -1, 2, Number.NaN])('refuses a time scale of %s', async (timeScale) => {
    await expect(startTestTerminal({ timeScale })).rejects.toThrow(ConfigError);
    await expect(startTestTerminal({ timeScale })).rejects.toThrow('timeScale: expected above 0, up to 1');
  });
});

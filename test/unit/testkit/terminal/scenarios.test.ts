import { describe, expect, it } from 'vitest';
import { createEngine, InputError, type Engine } from '../../../../index.ts';
import {
  answersLate,
  approves,
  assertTellsTheTruth,
  declines,
  inProcessTerminal,
  isBusy,
  isUnreachableFor,
  losesTheAnswer,
  neverAnswers,
  refusesConnections,
  shopperCancels,
  type InProcessTerminal,
  type InProcessTerminalOptions,
} from '../../../../testkit/index.ts';
import { SCENARIOS } from '../../../support/messages/scenarios.ts';

/** A shop on virtual time, and a function that pays in it and returns the kind of the outcome. */
async function openShop(options?: InProcessTerminalOptions) {
  const shop = await inProcessTerminal(options);
  const engine = await createEngine(shop.engineOptions);
  return { ...shop, engine, pay: payingAt(shop, engine) };
}

function payingAt({ terminal: { poiid }, clock }: InProcessTerminal, engine: Engine) {
  return async (reference: string): Promise<string> => {
    const payment = engine.pay({ id: reference, poiid, amount: { currency: 'EUR', value: 1099 }, reference });
    return (await clock.until(payment.settled())).kind;
  };
}

describe('on virtual time, a payment while the terminal plays', () => {
  it.each(SCENARIOS)(
    '$name is reported as $result',
    async ({ scenarios, value = 1099, tenderOptions, result, outcome, taken }) => {
      const { terminal, engine, next, clock } = await openShop();
      const { poiid, ledger } = terminal;
      if (scenarios.length > 0) next(...scenarios);
      const payment = engine.pay({
        poiid,
        amount: { currency: 'EUR', value },
        reference: 'ORDER-1',
        ...(tenderOptions !== undefined && { saleToAcquirerData: { tenderOptions } }),
      });
      const reported = await clock.until(payment.outcome(1_800_000));
      const asked = reported.kind !== 'unresolved' && reported.recovered ? ', asked' : '';
      expect(`${reported.kind}${asked}`).toBe(result);
      expect(reported).toMatchObject(outcome ?? {});
      expect(ledger.total()).toEqual(taken === 0 ? {} : { EUR: taken });
      assertTellsTheTruth(reported, ledger, { reference: 'ORDER-1' });
      if (reported.kind === 'unresolved') expect(payment.state.tags).toContain('needsAttention');
    },
  );
});

describe('scenarios', () => {
  it('of one call are for one transaction, those of the next for the one after it', async () => {
    const { next, pay, terminal } = await openShop();
    next(refusesConnections());
    next(declines(), losesTheAnswer());
    next(shopperCancels());
    const kinds = [await pay('ORDER-1'), await pay('ORDER-2'), await pay('ORDER-3'), await pay('ORDER-4')];
    expect(kinds).toEqual(['notProcessed', 'declined', 'cancelled', 'approved']);
    expect(terminal.ledger.entries.map(({ reference }) => reference)).toEqual(['ORDER-4']);
  });

  it('of the options are for every transaction that has none of its own', async () => {
    const { next, pay } = await openShop({ scenario: declines() });
    next(approves());
    expect([await pay('ORDER-1'), await pay('ORDER-2'), await pay('ORDER-3')]).toEqual([
      'approved',
      'declined',
      'declined',
    ]);
  });

  it('leave other settings unchanged', async () => {
    const { next, pay, terminal } = await openShop({ settings: { shopper: { does: 'cancels' } } });
    next({ shopper: { does: 'presentsCard' } });
    expect([await pay('ORDER-1'), await pay('ORDER-2')]).toEqual(['approved', 'cancelled']);
    expect(terminal.settings).toMatchObject({ shopper: { does: 'cancels' }, adminMenuOpen: false });
  });

  it('are for refunds too', async () => {
    const { next, pay, engine, clock, terminal } = await openShop();
    await pay('ORDER-1');
    next(losesTheAnswer());
    const refund = engine.refund({ poiid: terminal.poiid, transaction: 'ORDER-1', reference: 'ORDER-1-R' });
    const outcome = await clock.until(refund.settled());
    expect(outcome).toMatchObject({ kind: 'accepted', recovered: true });
    assertTellsTheTruth(outcome, terminal.ledger, { reference: 'ORDER-1-R' });
    expect(terminal.ledger.total()).toEqual({ EUR: 0 });
  });

  it('leave the terminal free for the next attempt', async () => {
    const { next, pay } = await openShop();
    next(isBusy());
    next(isBusy('menu'));
    expect([await pay('ORDER-1'), await pay('ORDER-2'), await pay('ORDER-3')]).toEqual([
      'failed',
      'failed',
      'approved',
    ]);
  });

  it('that exclude each other are refused, with advice', async () => {
    const { next } = await inProcessTerminal();
    expect(() => next(losesTheAnswer(), neverAnswers())).toThrow(InputError);
    expect(() => next(losesTheAnswer(), neverAnswers())).toThrow('found dropAfterRead and stall');
    expect(() => next(losesTheAnswer(), neverAnswers())).toThrow('in another call');
  });

  it('that are none are refused: a function that was not called, or nothing', async () => {
    const { next } = await inProcessTerminal();
    expect(() => next(declines as never)).toThrow(
      'a scenario such as declines(), found a function that was not called',
    );
    expect(() => next(undefined as never)).toThrow('found undefined');
    await expect(inProcessTerminal({ scenario: declines as never })).rejects.toThrow(InputError);
  });

  it('of a terminal that cannot be reached last as long as they state', async () => {
    const { next, engine, clock, terminal } = await openShop();
    next(isUnreachableFor(300_000));
    const amount = { currency: 'EUR', value: 1099 };
    const payment = engine.pay({ poiid: terminal.poiid, amount, reference: 'ORDER-1' });
    await clock.advance(299_000);
    expect([terminal.ledger.total(), payment.state.tags.includes('outcomeUnknown')]).toEqual([{ EUR: 1099 }, true]);
    await clock.advance(61_000);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
  });
});

describe('the virtual clock', () => {
  it('lets 150 seconds of silence pass in no time, and not one of them by itself', async () => {
    const { next, engine, clock, terminal } = await openShop();
    next(neverAnswers());
    const amount = { currency: 'EUR', value: 1099 };
    const payment = engine.pay({ poiid: terminal.poiid, amount, reference: 'ORDER-1' });
    await clock.advance(149_000);
    expect(payment.state.state).toBe('awaiting');
    await clock.advance(2000);
    expect(payment.state.tags).toContain('outcomeUnknown');
    expect(await clock.until(payment.settled())).toMatchObject({ kind: 'approved', recovered: true });
  });

  it('gives the same run for the same seed', async () => {
    const day = async (seed: number) => {
      const { next, pay, terminal } = await openShop({ seed });
      next(answersLate(200_000));
      await pay('ORDER-1');
      return terminal.received;
    };
    expect(await day(7)).toEqual(await day(7));
    expect(await day(7)).not.toEqual(await day(8));
  });

  it('reports when nothing can settle the promise, or not in time', async () => {
    const { clock } = await inProcessTerminal();
    await expect(clock.until(new Promise(() => {}))).rejects.toThrow('no timer is armed');
    const tick = () => void clock.setTimeout(tick, 1000);
    tick();
    await expect(clock.until(new Promise(() => {}), 5000)).rejects.toThrow('5000 ms have passed');
  });

  it('returns the result of the promise, be it an error', async () => {
    const { clock } = await inProcessTerminal();
    await expect(clock.until(Promise.reject(new TypeError('no')))).rejects.toThrow(TypeError);
    expect(await clock.until(new Promise((resolve) => clock.setTimeout(() => resolve(7), 60_000)))).toBe(7);
  });
});

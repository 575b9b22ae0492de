import { DEFAULT_LIMITS } from '../../engine/options/engine-options.ts';
import type { TransactionInput } from '../../machines/index.ts';
import { parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from '../../protocol/ids.ts';
import type { Surroundings } from './host.ts';
import { firstWorld, type World } from './world.ts';

/** A small world to explore: its hosts' clocks, and what may happen in it. */
export interface SmallWorld {
  readonly says: string;
  readonly around: Surroundings;
  readonly first: World;
}

/** Nothing goes wrong, and no time passes. */
export const NOTHING: World['left'] = {
  abort: 0,
  crash: 0,
  stop: 0,
  takeover: 0,
  loss: 0,
  wait: 0,
  terminalRestart: 0,
};

/** The payment of every small world. The limits are the engine's, but for an operating system that gives up sooner. */
export const PAYMENT: TransactionInput = {
  id: parseTransactionId('small-world'),
  category: 'Payment',
  POIID: parsePOIID('V400m-324688179'),
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A000000001'),
  reference: 'ORDER-1',
  amount: { currency: 'EUR', value: 1099 },
  wantsReceipts: false,
  request: {},
  body: {},
  createdAtMs: 1_000_000,
  createdUpMs: 50_000,
  bootId: 'boot of A',
  limits: { ...DEFAULT_LIMITS, fastChecksMax: 4, lingerMaxMs: 20_000 },
};

/** The worlds that are explored, each with its own mix of what goes wrong: all of it in one has too many orders. */
export const SMALL_WORLDS: readonly SmallWorld[] = [5_000, -5_000].flatMap((skewMs) => [
  world(skewMs, 'a takeover', {}),
  world(skewMs, 'a takeover and an abort', { abort: 1, wait: 3 }),
  world(skewMs, 'two takeovers', { takeover: 2, wait: 3 }),
  world(skewMs, 'a takeover from a host that is stopped and wakes', { stop: 1, wait: 3 }),
  world(skewMs, 'a takeover from a host that dies, and comes back', { crash: 1, takeover: 2, wait: 3 }),
  world(skewMs, 'a takeover, and messages that are lost', { loss: 2, wait: 3 }),
  world(skewMs, 'a takeover from a terminal that forgets', { terminalRestart: 1 }),
]);

function world(skewMs: number, what: string, left: Partial<World['left']>): SmallWorld {
  return {
    says: `${what}; the clock of B is ${Math.abs(skewMs) / 1000} s ${skewMs > 0 ? 'ahead' : 'behind'}`,
    around: { input: PAYMENT, skewMs, upMsOfB: 7_000 },
    first: firstWorld({ ...NOTHING, takeover: 1, wait: 4, ...left }),
  };
}

import { createEngine, type Logger } from '../../index.ts';
import { tillOf } from './engine-till.ts';
import type { Order, TillSurroundings, TillUnderTest } from './till.ts';

const bug = (): never => {
  throw new Error('a mistake in the till');
};

/**
 * The simplest till, with mistakes around the engine that must not matter: all of its subscribers throw, its logger throws, and it
 * changes what it gave to the engine as soon as the call has returned.
 */
export async function carelessTill(shop: TillSurroundings): Promise<TillUnderTest> {
  const { logger } = shop.engineOptions;
  const options = { ...shop.engineOptions, ...(logger !== undefined && { logger: throwing(logger) }) };
  const engine = await createEngine(options);
  const streams: readonly { subscribe(next: () => void): unknown }[] = [
    engine.unresolved$,
    engine.transactions$,
    engine.health$,
    engine.alerts$,
    engine.display$,
    engine.events$,
  ];
  for (const stream of streams) stream.subscribe(bug);
  for (const { poiid } of options.terminals) engine.terminal(poiid).state$.subscribe(bug);
  const till = tillOf(engine, shop);
  const careless = (take: (order: Order) => unknown) => (order: Order) => {
    const given = structuredClone(order);
    take(given);
    engine.transaction(order.id)?.state$.subscribe(bug);
    engine.transaction(order.id)?.display$.subscribe(bug);
    Object.assign(given.amount, { currency: 'USD', value: 1 });
    Object.assign(given, { poiid: 'V400m-000000000', tenderOptions: (given.tenderOptions as string[]).splice(0) });
  };
  return { ...till, pay: careless((order) => till.pay(order)), refund: careless((order) => till.refund?.(order)) };
}

/** It logs each line, and then throws. */
function throwing(logger: Logger): Logger {
  const after = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    logger[level](fields, message);
    bug();
  };
  return {
    child: (bindings) => throwing(logger.child(bindings)),
    trace: after('trace'),
    debug: after('debug'),
    info: after('info'),
    warn: after('warn'),
    error: after('error'),
  };
}

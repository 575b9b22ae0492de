import type { ShopperPlan } from '../../simulator/index.ts';
import type { Order } from '../till/till.ts';
import type { Dice } from './dice.ts';
import type { ScheduleStep } from './schedule.ts';

const MINUTE_MS = 60_000;
/** How long shoppers come, in milliseconds; the transactions that they started continue after that. */
export const OPEN_MS = 8 * MINUTE_MS;

/** Draws orders, and what the cashier does about each. @param openMs how long shoppers come */
export function drawOrders(
  dice: Dice,
  poiids: readonly [string, ...string[]],
  count: number,
  openMs = OPEN_MS,
): ScheduleStep[] {
  const orders: Order[] = [];
  const draw = (index: number) => drawOrder(dice, poiids, orders, { number: index + 1, atMs: dice.upTo(openMs) });
  return Array.from({ length: count }, (_, index) => draw(index)).flat();
}

function drawOrder(
  dice: Dice,
  poiids: readonly [string, ...string[]],
  orders: Order[],
  { number, atMs }: { readonly number: number; readonly atMs: number },
): ScheduleStep[] {
  const earlier = dice.oneOf<Order | undefined>([undefined, ...orders.filter((one) => !one.refundOf)]);
  const isRefund = earlier !== undefined && dice.happens(0.3);
  const order: Order = {
    id: `ORDER-${number}`,
    poiid: isRefund && dice.happens(0.8) ? earlier.poiid : dice.oneOf(poiids),
    amount: { currency: 'EUR', value: dice.oneOf([1000, 1099, 4200, 1124, 2500, 99_900]) },
    tenderOptions: dice.oneOf<readonly string[]>([[], [], ['AskGratuity'], ['AllowPartialAuthorisation']]),
    queue: dice.happens(0.3),
    ...(isRefund && { refundOf: earlier.id }),
  };
  orders.push(order);
  const first: ScheduleStep = {
    atMs,
    do: isRefund ? 'refund' : 'pay',
    order: isRefund ? { ...order, amount: earlier.amount } : order,
    ...(dice.happens(0.4) && { shopper: drawShopper(dice) }),
  };
  const steps: ScheduleStep[] = [first];
  // The cashier presses the button twice.
  if (dice.happens(0.2)) steps.push({ ...first, atMs: atMs + dice.oneOf([0, 1, 300, 40_000]) });
  if (dice.happens(0.25)) steps.push({ atMs: atMs + dice.upTo(20_000), do: 'abort', order: order.id });
  // While the connection is made, or the intent stored.
  if (dice.happens(0.15)) steps.push({ atMs: atMs + dice.upTo(4000), do: 'abort', order: order.id });
  if (dice.happens(0.05)) steps.push({ atMs: atMs + dice.upTo(4000), do: 'restart' });
  if (dice.happens(0.2)) steps.push({ atMs: atMs + dice.upTo(60_000), do: 'check', order: order.id });
  if (dice.happens(0.15)) steps.push({ atMs: atMs + dice.upTo(10 * MINUTE_MS), do: 'override', order: order.id });
  if (dice.happens(0.1)) steps.push({ atMs: atMs + dice.upTo(30_000), do: 'forge', order: order.id });
  if (dice.happens(0.15)) steps.push(...drawCrash(dice, atMs, order));
  if (dice.happens(0.1)) steps.push(...drawForgottenCharge(dice, atMs, order));
  return steps;
}

/** The worst case for a request on its way: the network is partitioned, its process dies, and then the clock is set. */
function drawCrash(dice: Dice, atMs: number, { id, poiid }: Order): ScheduleStep[] {
  const steps: ScheduleStep[] = [
    { atMs: atMs + dice.oneOf([1, 5, 10, 200]), do: 'partition', poiid, lastsMs: dice.upTo(40_000) },
    {
      atMs: atMs + dice.upTo(500),
      do: 'kill',
      afterCrossings: dice.upTo(12),
      how: 'killed',
      downMs: dice.upTo(25_000),
    },
  ];
  const setClock = { do: 'setClock', byMs: dice.oneOf([20_000, -20_000, 35_000]) } as const;
  if (dice.happens(0.5)) steps.push({ atMs: atMs + dice.upTo(60_000), ...setClock });
  if (dice.happens(0.5)) steps.push({ atMs: atMs + dice.upTo(60_000), do: 'check', order: id });
  return steps;
}

/** The worst case for a NotFound: no process gets the answer, and the terminal that took the money forgets it unnoticed. */
function drawForgottenCharge(dice: Dice, atMs: number, { poiid }: Order): ScheduleStep[] {
  const cut = { downMs: 45_000 + dice.upTo(60_000), forgets: true, announced: false, refuses: false };
  return [
    {
      atMs: atMs + 1500,
      do: 'kill',
      afterCrossings: 0,
      how: dice.oneOf(['killed', 'poweredOff']),
      downMs: dice.upTo(60_000),
    },
    { atMs: atMs + 3000 + dice.upTo(3000), do: 'cutPower', poiid, cut },
  ];
}

/** Some payments end in a final failure that no list has: nothing is charged, and the terminal says so once more when it is asked. */
export function drawUnclearFailure(dice: Dice, step: ScheduleStep): ScheduleStep {
  if (step.do !== 'pay' || !dice.happens(0.08)) return step;
  const fails = dice.oneOf(['Communication timeout', 'ProcessingTimeOut', 'PrinterOnFire', 'UnreachableHost']);
  return { ...step, shopper: { does: 'presentsCard', ...step.shopper, host: { fails } } };
}

function drawShopper(dice: Dice): ShopperPlan {
  const does = dice.oneOf<ShopperPlan['does']>([
    'presentsCard',
    'presentsCard',
    'cancels',
    'neverPresents',
    'entersWrongPin',
    'removesCard',
  ]);
  const card = dice.oneOf<NonNullable<ShopperPlan['card']>>(['contactless', 'chip', 'stripe']);
  return {
    does,
    card,
    afterMs: dice.oneOf([200, 2000, 20_000, 110_000]),
    ...(dice.happens(0.3) && { tip: 200 }),
    ...(dice.happens(0.3) && { balance: 700 }),
  };
}

import { describeStep } from '../schedule/describe-schedule.ts';
import type { ScheduleStep } from '../schedule/schedule.ts';
import { forgedNotification } from '../shop/forged-notification.ts';
import { SALE_ID } from '../shop/till-process.ts';
import { attempt, type Simulation } from './simulation.ts';

/** Performs a step of the schedule. */
export function performStep(simulation: Simulation, step: ScheduleStep): void {
  const { shop, disk, process, checker, incidents } = simulation;
  // A process may end before its planned kill, and not by it: `crash` counts those that died.
  if (step.do !== 'kill') incidents.push(step.do);
  simulation.note('shop', () => describeStep(step));
  const { till } = process;
  switch (step.do) {
    case 'pay':
    case 'refund':
      if (step.shopper !== undefined) {
        shop.terminal(step.order.poiid).virtual.handle({ kind: 'nextShopper', plan: step.shopper });
      }
      checker.onOrder(step.order);
      return simulation.placeOrder(step.order);
    case 'abort':
      return attempt(async () => {
        if (till?.abort === undefined) return;
        await till.abort(step.order);
        if (process.till === till) checker.onAbort(step.order);
      });
    case 'check':
      return attempt(() => till?.checkStatus?.(step.order));
    case 'override':
      return simulation.override(step.order);
    case 'kill':
      return process.kill(step);
    case 'restart':
      return process.restart();
    case 'cutPower':
      return shop.terminal(step.poiid).cutPower(step.cut);
    case 'partition':
      return shop.network.partition(step.poiid, step.lastsMs);
    case 'disk':
      disk.health = step.health;
      shop.clock.setTimeout(() => (disk.health = { kind: 'well' }), step.lastsMs);
      return undefined;
    case 'setClock':
      return process.setClock(step.byMs);
    case 'rotateKey':
      return shop.rotateKey(step.poiid, step.keyVersion);
    case 'rival':
      return shop.otherTillPays(step.poiid, step.valueMinor);
    case 'forge':
      return forgeApproval(simulation, step.order);
    default:
      return step satisfies never;
  }
}

/** Sends a forged approval of the last request of an order. */
function forgeApproval(simulation: Simulation, id: string): void {
  const record = simulation.checker.orders.find(({ order }) => order.id === id);
  const ServiceID = record?.sent.at(-1);
  if (record === undefined || ServiceID === undefined) return;
  simulation.notifyTill(forgedNotification({ POIID: record.order.poiid, SaleID: SALE_ID, ServiceID }));
}

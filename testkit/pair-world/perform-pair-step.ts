import { describeStep } from '../schedule/describe-schedule.ts';
import type { PairSimulation } from './pair-simulation.ts';
import type { PairStep } from './schedule/pair-schedule.ts';
import { AFTER_END_MS, AFTER_SILENCE_MS } from './takeovers.ts';

/** Performs a step of the schedule. */
export function performPairStep(simulation: PairSimulation, step: PairStep): void {
  const { shop, hosts, cashier, takeovers, incidents, lines, database } = simulation;
  if (step.do !== 'kill') incidents.push(step.do);
  simulation.note('shop', () => describeStep(step));
  switch (step.do) {
    case 'pay':
    case 'refund':
      if (step.shopper !== undefined) {
        shop.terminal(step.order.poiid).virtual.handle({ kind: 'nextShopper', plan: step.shopper });
      }
      return cashier.order(step.order, step.at);
    case 'abort':
      return cashier.abort(step.order);
    case 'check':
      return cashier.check(step.order);
    case 'override':
      return override(simulation, step.order);
    case 'kill':
      return kill(simulation, step);
    case 'stop':
      return stop(simulation, step);
    case 'restart':
      takeovers.disturb();
      return void hosts[step.at].restart();
    case 'move':
      takeovers.disturb();
      return move(simulation, step.poiid);
    case 'cutSession':
      takeovers.disturb();
      for (const { id, owner } of database.sessions) if (owner === step.at) database.end(id);
      return undefined;
    case 'cutOff':
      if (step.lastsMs > AFTER_SILENCE_MS) takeovers.expect(step.at, 'cut off', AFTER_SILENCE_MS);
      else takeovers.disturb();
      return lines.cut(step.at, step.lastsMs);
    case 'database':
    case 'failOver':
      return disturbDatabase(simulation, step);
    case 'cutPower':
      return shop.terminal(step.poiid).cutPower(step.cut);
    case 'partition':
      return shop.network.partition(step.poiid, step.lastsMs, step.at);
    case 'rival':
      return shop.otherTillPays(step.poiid, step.valueMinor);
    default:
      return step satisfies never;
  }
}

/** A person reads the terminal's ledger and closes what is unknown. What they state is not checked. */
export function override({ shop, cashier }: PairSimulation, order: string): void {
  const moved = shop.ledger.some(({ reference }) => reference === order);
  cashier.override(order, moved ? 'charged' : 'notCharged');
}

/** What strikes later, at some access, is not measured. */
function kill(
  { takeovers, hosts }: PairSimulation,
  { at, afterCrossings, how, downMs }: Extract<PairStep, { do: 'kill' }>,
): void {
  const wasUp = hosts[at].engine !== undefined;
  const held = takeovers.heldBy(at);
  takeovers.disturb();
  hosts[at].kill(afterCrossings, how, downMs);
  if (afterCrossings > 0 || !wasUp) return;
  takeovers.expect(at, how, how === 'killed' ? AFTER_END_MS : AFTER_SILENCE_MS, held);
}

function stop(
  { takeovers, hosts }: PairSimulation,
  { at, afterCrossings, lastsMs, timersFirst }: Extract<PairStep, { do: 'stop' }>,
): void {
  // It wakes when it was to wake.
  if (hosts[at].isStopped) return;
  takeovers.disturb();
  hosts[at].stop(afterCrossings, lastsMs, timersFirst);
  if (afterCrossings === 0 && lastsMs > AFTER_SILENCE_MS) takeovers.expect(at, 'stopped', AFTER_SILENCE_MS);
}

function move(simulation: PairSimulation, poiid: string): void {
  const owner = simulation.engines.find((host) => host.owns(poiid) && host.engine !== undefined && !host.isStopped);
  void owner?.engine?.terminals.release(poiid).catch((error: unknown) => simulation.note('shop', () => String(error)));
}

function disturbDatabase(simulation: PairSimulation, step: Extract<PairStep, { do: 'database' | 'failOver' }>): void {
  const { database, lines, shop, takeovers } = simulation;
  takeovers.disturb();
  const isSilent = step.do === 'failOver' ? step.isSilent : step.health.kind === 'down' && step.health.isSilent;
  lines.health = step.do === 'failOver' ? { kind: 'down', isSilent } : step.health;
  if (lines.health.kind === 'down') {
    const lost = database.failOver(step.do === 'failOver' ? step.lostEntries : 0);
    if (step.do === 'failOver' && step.lostEntries > 0) simulation.noteLoss(lost);
  }
  const { health } = lines;
  shop.clock.setTimeout(() => {
    takeovers.disturb();
    if (lines.health === health) lines.health = { kind: 'well' };
  }, step.lastsMs);
}

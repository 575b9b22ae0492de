import { isDeepStrictEqual } from 'node:util';
import type { TerminalCommand, TerminalEvent } from '../../machines/index.ts';
import type { Rule } from './explore.ts';
import { QUEUE_MAX, type TerminalWorld } from './terminal-world.ts';

const isFree = ({ floor }: TerminalWorld) => floor.running.length === 0 && floor.unknown.length === 0;
/** No transaction is left there once the event is processed. */
const isFreeAfter = ({ floor }: TerminalWorld, event: TerminalEvent) =>
  [...floor.running, ...floor.unknown].every((id) => event.type === 'transaction.settled' && event.transaction === id);
const of = <Type extends TerminalCommand['type']>({ commands }: TerminalWorld, type: Type) =>
  commands.filter((command): command is Extract<TerminalCommand, { type: Type }> => command.type === type);

/** What holds for every event in every world. */
export const TERMINAL_RULES: readonly Rule<TerminalWorld, TerminalEvent>[] = [
  [
    'admits each transaction at most once',
    (_before, _event, { floor }) => new Set(floor.admitted).size === floor.admitted.length,
  ],
  ['has one transaction at a time', (_before, _event, { floor }) => floor.running.length <= 1],
  [
    'admits nothing while a transaction runs or is unknown',
    (before, event, after) => of(after, 'admit').length <= (isFreeAfter(before, event) ? 1 : 0),
  ],
  [
    'admits who waits in the order of asking, and as soon as it is free',
    (before, event, after) => {
      const [admitted] = of(after, 'admit').map(({ params }) => params.transaction);
      if (event.type === 'sale.requested') {
        const goesIn = isFree(before) && !before.floor.leaves;
        return goesIn === (admitted === event.transaction) && (goesIn || admitted === undefined);
      }
      const [first] = before.floor.line.filter((id) => event.type !== 'sale.withdrawn' || id !== event.transaction);
      return !isFree(before) && isFreeAfter(before, event) ? admitted === first : admitted === undefined;
    },
  ],
  [
    'answers each request once: it is admitted, it waits, or it is refused',
    (_before, event, { commands }) =>
      event.type !== 'sale.requested' ||
      (commands.length === 1 && commands.every(({ type, ...command }) => type !== 'wake' && 'params' in command)),
  ],
  [
    'lets wait who can, as long as there is room',
    (before, event, after) => {
      if (event.type !== 'sale.requested') return of(after, 'enqueue').length === 0;
      const { leaves, line } = before.floor;
      const waits = !leaves && !isFree(before) && event.queue && line.length < QUEUE_MAX;
      return isDeepStrictEqual(
        of(after, 'enqueue').map(({ params }) => params.transaction),
        waits ? [event.transaction] : [],
      );
    },
  ],
  [
    'has no more waiting transactions than its queue allows',
    (_before, _event, { floor }) => floor.line.length <= QUEUE_MAX,
  ],
  [
    'reports why it refuses, and which transaction blocks it',
    (before, event, after) => {
      const [refused] = of(after, 'refuse');
      if (refused === undefined) return true;
      if (event.type !== 'sale.requested') return false;
      if (before.floor.leaves) {
        const why = { transaction: event.transaction, code: 'ERR_TERMINAL_REMOVED', because: undefined };
        return isDeepStrictEqual(refused.params, why);
      }
      if (isFree(before)) return false;
      const { running, unknown } = before.floor;
      const code = event.queue
        ? 'ERR_TERMINAL_QUEUE_FULL'
        : `ERR_TERMINAL_${unknown.length > 0 ? 'QUARANTINED' : 'OCCUPIED'}`;
      const because = unknown[0] ?? running[0];
      return isDeepStrictEqual(refused.params, { transaction: event.transaction, code, because });
    },
  ],
  [
    'admits nothing new while it leaves, and what waits already all the same',
    (before, event, after) =>
      !before.floor.leaves ||
      event.type !== 'sale.requested' ||
      (of(after, 'refuse').length === 1 && after.commands.length === 1),
  ],
  [
    'is quarantined as long as an outcome is unknown, and by nothing else',
    (_before, _event, { snapshot, floor }) => (snapshot.value.work === 'quarantined') === floor.unknown.length > 0,
  ],
  [
    'is idle when it has no transaction, and then none waits',
    (_before, _event, world) =>
      (world.snapshot.value.work === 'idle') === isFree(world) && (!isFree(world) || world.floor.line.length === 0),
  ],
  [
    'has the running, unknown and waiting transactions in its context',
    (_before, _event, { snapshot: { context }, floor }) =>
      isDeepStrictEqual([context.running], [floor.running[0]]) &&
      isDeepStrictEqual([context.unknown, context.waiting], [floor.unknown, floor.line]),
  ],
  [
    'rechecks unknown outcomes exactly when it is reachable again',
    (before, { type }, after) =>
      of(after, 'wake').length === (type === 'link.up' && before.snapshot.value.link === 'offline' ? 1 : 0),
  ],
];

import { isDeepStrictEqual } from 'node:util';
import type { TransactionCommand } from '../../machines/index.ts';
import { placeOf } from '../support/transactions.ts';
import { leavesAnother, neverArrived, saysTheEndAgain } from './evidence.ts';
import type { Rule } from './explore.ts';
import type { Move, TransactionWorld } from './transaction-world.ts';

const isSettled = ({ snapshot }: TransactionWorld) => snapshot.status === 'done';
const commanded = ({ commands }: TransactionWorld, type: TransactionCommand['type']) =>
  commands.filter((command) => command.type === type).length;
/** The outcome that this move brought, if it brought one. */
const newOutcome = (before: TransactionWorld, after: TransactionWorld) =>
  isSettled(before) ? undefined : after.snapshot.output;

const WAITS_FOR: Readonly<Record<string, 'disk' | 'response' | 'check' | 'answer'>> = {
  'sending.storing': 'disk',
  'sending.transmitting': 'response',
  'awaiting.waiting': 'response',
  'awaiting.checking': 'response',
  'timedOut.retrying': 'check',
  'timedOut.stalled': 'check',
  statusChecking: 'answer',
};

const TAGS: Readonly<Record<string, readonly string[]>> = {
  'sending.storing': ['abortable', 'inFlight'],
  'sending.transmitting': ['abortable', 'inFlight'],
  'awaiting.waiting': ['abortable', 'inFlight'],
  'awaiting.checking': ['abortable', 'inFlight'],
  'timedOut.retrying': ['abortable', 'outcomeUnknown'],
  'timedOut.stalled': ['abortable', 'needsAttention', 'outcomeUnknown'],
  statusChecking: ['abortable', 'outcomeUnknown'],
  settled: [],
};

/** What holds for every move in every world. */
export const TRANSACTION_RULES: readonly Rule<TransactionWorld, Move>[] = [
  [
    'transmits when its intent is stored, and once more under another key that was rejected unopened; never withdrawn, never too late',
    (before, happening, after) => {
      const { input, abortRequested } = before.snapshot.context;
      const isTooLate = before.nowMs - input.createdAtMs > input.limits.sendWithinMs;
      const place = placeOf(before.snapshot);
      const isFirst = place === 'sending.storing' && happening.type === 'intent.stored';
      const isNext = happening.type === 'poi.rejected' && leavesAnother(before.evidence, place, happening);
      return commanded(after, 'transmit') === ((isFirst || isNext) && !abortRequested && !isTooLate ? 1 : 0);
    },
  ],
  [
    'is sent under each ServiceID once, and under each key once',
    (_before, _happening, { snapshot, evidence: { attempts } }) => {
      const keys = attempts.flatMap(({ key }) => key ?? []);
      const isOnce = (values: readonly string[]) => new Set(values).size === values.length;
      return (
        isOnce(attempts.map(({ ServiceID }) => ServiceID)) &&
        isOnce(keys) &&
        snapshot.context.input.ServiceID === attempts.at(-1)?.ServiceID
      );
    },
  ],
  [
    'settles once: what comes later changes nothing and commands nothing',
    (before, _happening, after) =>
      !isSettled(before) ||
      (isSettled(after) &&
        after.commands.length === 0 &&
        isDeepStrictEqual(after.snapshot.output, before.snapshot.output) &&
        isDeepStrictEqual(after.snapshot.context, before.snapshot.context)),
  ],
  [
    'is approved, declined, cancelled, failed or accepted only by a verified answer that says so',
    (before, happening, after) => {
      const outcome = newOutcome(before, after);
      if (outcome === undefined || outcome.kind === 'notProcessed' || outcome.kind === 'overridden') return true;
      if (happening.type !== 'poi.answered' && happening.type !== 'poi.unclear') return false;
      const { result, recovered } = happening;
      return outcome.kind === result.kind && outcome.charged === result.charged && outcome.recovered === recovered;
    },
  ],
  [
    'takes an unclear end for the end exactly when a check repeats it',
    (before, happening, after) =>
      happening.type !== 'poi.unclear' ||
      isSettled(before) ||
      isSettled(after) === saysTheEndAgain(before.evidence, placeOf(before.snapshot), happening),
  ],
  [
    'is settled by every verified answer',
    (_before, happening, after) => happening.type !== 'poi.answered' || isSettled(after),
  ],
  [
    'was not processed only when it never left, was rejected, or is proven never to have arrived',
    (before, happening, after) => {
      const outcome = newOutcome(before, after);
      if (outcome?.kind !== 'notProcessed') return true;
      const why: Move['type'][] = ['link.notSent', 'poi.rejected', 'poi.notFound', 'poi.unclear'];
      if (placeOf(before.snapshot) === 'sending.storing') why.push('intent.stored', 'host.restarted');
      return outcome.charged === 'no' && why.includes(happening.type);
    },
  ],
  [
    'that the terminal had is settled by nothing but a verified answer or an operator',
    (before, { type }, after) =>
      newOutcome(before, after) === undefined ||
      !before.evidence.seen ||
      type === 'poi.answered' ||
      type === 'poi.unclear' ||
      type === 'sale.override',
  ],
  [
    'accepts NotFound as proof exactly by the rules of reference 5.4',
    (before, { type }, after) => {
      if (type !== 'poi.notFound' || isSettled(before)) return true;
      const { limits } = before.snapshot.context.input;
      const proves =
        placeOf(before.snapshot) === 'statusChecking' && neverArrived(before.evidence, before.nowMs, limits);
      return isSettled(after) === proves;
    },
  ],
  [
    'is overridden only while its outcome is unknown, with the name, the reason and what was found',
    (before, happening, after) => {
      if (isSettled(before)) return true;
      if (happening.type !== 'sale.override') return after.snapshot.output?.kind !== 'overridden';
      const outcome = after.snapshot.output;
      if (!before.snapshot.hasTag('outcomeUnknown')) return outcome === undefined;
      const { by, reason, charged } = happening;
      return outcome?.kind === 'overridden' && isDeepStrictEqual({ ...outcome, by, reason, charged }, outcome);
    },
  ],
  [
    'waits for nothing without a deadline: a timer is armed or a question is under way',
    (_before, _happening, { snapshot, armed, asking }) => {
      const waitsFor = WAITS_FOR[placeOf(snapshot)];
      if (waitsFor === undefined) return snapshot.status === 'done';
      // That storing ends, by success or failure, is the process's to see to.
      if (waitsFor === 'disk') return true;
      return waitsFor === 'answer' ? asking : armed[waitsFor] !== undefined;
    },
  ],
  [
    'arms its timers for later, and no later than their limits',
    (_before, _happening, { snapshot, nowMs, commands }) => {
      const { limits } = snapshot.context.input;
      const { responseTimeoutMs, firstCheckDelayMs, statusIntervalMs, stalledIntervalMs } = limits;
      const limitMs: Readonly<Record<string, number>> = {
        'sending.transmitting': responseTimeoutMs,
        'awaiting.waiting': responseTimeoutMs,
        'timedOut.retrying': Math.max(firstCheckDelayMs, statusIntervalMs),
        'timedOut.stalled': stalledIntervalMs,
      };
      return commands.every((command) => {
        if (command.type !== 'armTimer') return true;
        const inMs = command.params.dueAtMs - nowMs;
        return inMs > 0 && inMs <= (limitMs[placeOf(snapshot)] ?? 0);
      });
    },
  ],
  [
    'runs one status check at a time, when it begins to check',
    (before, _happening, after) => {
      const checks = ({ snapshot }: TransactionWorld) => placeOf(snapshot).endsWith('hecking');
      const begins = !checks(before) && checks(after);
      return commanded(after, 'askStatus') === (begins ? 1 : 0) && !(begins && before.asking);
    },
  ],
  [
    'wears the tags of its state; needsAttention is that of timedOut.stalled alone',
    (_before, _happening, { snapshot }) => isDeepStrictEqual([...snapshot.tags].toSorted(), TAGS[placeOf(snapshot)]),
  ],
  [
    'is not settled by an abort, which goes out as soon as the request is out',
    (before, { type }, after) => {
      if (isSettled(before)) return true;
      const wasAborted = before.history.some(({ event }) => event.type === 'sale.abort');
      if (type === 'link.written' && placeOf(before.snapshot) === 'sending.transmitting')
        return commanded(after, 'transmitAbort') === (wasAborted ? 1 : 0);
      if (type !== 'sale.abort') return commanded(after, 'transmitAbort') === 0;
      const isOut = !placeOf(before.snapshot).startsWith('sending.');
      return (
        placeOf(after.snapshot) === placeOf(before.snapshot) && commanded(after, 'transmitAbort') === (isOut ? 1 : 0)
      );
    },
  ],
  [
    'records in its outcome whether an abort was requested',
    (before, _happening, after) =>
      newOutcome(before, after) === undefined ||
      after.snapshot.output?.abortRequested === before.history.some(({ event }) => event.type === 'sale.abort'),
  ],
  [
    'gives up the connection of its request only when the terminal does not know the request',
    (_before, { type }, after) => commanded(after, 'abandonTransmission') === 0 || type === 'poi.notFound',
  ],
];

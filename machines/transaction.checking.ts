/** The region in which the terminal is asked what became of the request, and what leads there. */
import {
  rememberHostRestart,
  rememberNotFoundAsUnanswered,
  rememberSeen,
  rememberUnanswered,
  rememberUnclear,
  settleAs,
  settleByOverride,
  settleWithUnclear,
} from './transaction.actions.ts';
import { transactionSetup } from './transaction.setup.ts';
import type { UnclearAnswer } from './transaction.types.ts';

/** A check begins. */
export const ask = { target: '#transaction.statusChecking', actions: 'askStatus' } as const;

/** A guard about an unclear answer. */
export const unclear = <Name extends 'repeatsUnclear' | 'ownAnswer'>(type: Name) =>
  ({ type, params: ({ event }: { event: UnclearAnswer }) => event }) as const;

/** An unknown outcome is checked afresh after a restart, and can be closed by an operator. */
export const { on: onUnknown } = transactionSetup.createStateConfig({
  on: {
    'host.restarted': {
      target: '#transaction.timedOut.retrying',
      reenter: true,
      actions: ['refillBudget', rememberHostRestart, 'scheduleFirstCheck'],
    },
    'sale.override': { target: '#transaction.settled', actions: settleByOverride },
  },
});

export const statusChecking = transactionSetup.createStateConfig({
  tags: ['outcomeUnknown', 'abortable'],
  meta: { note: 'A TransactionStatus is under way.' },
  on: {
    ...onUnknown,
    'poi.inProgress': [
      {
        guard: 'shopperMayBeBusy',
        target: '#transaction.timedOut.retrying',
        actions: ['rememberInProgress', 'scheduleCheck'],
      },
      { target: '#transaction.timedOut.stalled', actions: 'rememberInProgress' },
    ],
    'poi.notFound': [
      {
        guard: 'neverArrived',
        target: '#transaction.settled',
        actions: settleAs('ERR_NOT_FOUND', true),
      },
      {
        // A request that the terminal does not know must not arrive late: its connection is closed before the second check.
        guard: 'notFoundMayProve',
        target: '#transaction.timedOut.retrying',
        actions: ['rememberNotFound', 'abandonTransmission', 'scheduleProof'],
      },
      {
        guard: 'budgetLeft',
        target: '#transaction.timedOut.retrying',
        actions: ['rememberNotFound', rememberNotFoundAsUnanswered, 'scheduleCheck'],
      },
      {
        target: '#transaction.timedOut.stalled',
        actions: ['rememberNotFound', rememberNotFoundAsUnanswered],
      },
    ],
    'poi.unclear': [
      { guard: unclear('repeatsUnclear'), target: '#transaction.settled', actions: settleWithUnclear },
      { guard: unclear('ownAnswer'), actions: rememberUnclear },
      {
        guard: 'budgetLeft',
        target: '#transaction.timedOut.retrying',
        actions: [rememberUnanswered, rememberUnclear, 'scheduleCheck'],
      },
      { target: '#transaction.timedOut.stalled', actions: [rememberUnanswered, rememberUnclear] },
    ],
    'status.unanswered': [
      {
        guard: 'budgetLeft',
        target: '#transaction.timedOut.retrying',
        actions: [rememberUnanswered, rememberSeen, 'scheduleCheck'],
      },
      { target: '#transaction.timedOut.stalled', actions: [rememberUnanswered, rememberSeen] },
    ],
  },
});

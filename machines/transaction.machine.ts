/**
 * Decides about one transaction: whether to send it, which answer to believe, when to check its status, and when the outcome is known.
 *
 * <!-- diagram -->
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> sending
 *   state sending {
 *     [*] --> storing
 *   }
 *   state awaiting {
 *     [*] --> waiting
 *   }
 *   state timedOut {
 *     [*] --> retrying
 *   }
 *   storing --> settled: link.notSent, intent.stored [abortRequested]
 *   storing --> settled: intent.stored [tooLate], host.restarted
 *   storing --> transmitting: intent.stored
 *   transmitting --> awaiting: link.written, link.written
 *   transmitting --> timedOut: link.lost, poi.undecided
 *   transmitting --> timedOut: poi.unclear, timer.response
 *   transmitting --> timedOut: host.restarted
 *   awaiting --> timedOut: link.lost, poi.undecided
 *   awaiting --> timedOut: poi.unclear, timer.response
 *   awaiting --> timedOut: host.restarted, poi.rejected [seen]
 *   waiting --> checking: sale.checkStatus
 *   waiting --> transmitting: poi.rejected
 *   checking --> waiting: poi.inProgress, poi.notFound
 *   checking --> waiting: status.unanswered, poi.unclear
 *   checking --> statusChecking: link.lost, poi.undecided
 *   checking --> statusChecking: poi.rejected [seen], poi.unclear
 *   checking --> statusChecking: timer.response
 *   checking --> settled: poi.unclear
 *   timedOut --> retrying: host.restarted
 *   timedOut --> settled: sale.override
 *   timedOut --> statusChecking: timer.check, sale.checkStatus
 *   timedOut --> statusChecking: terminal.online
 *   statusChecking --> retrying: host.restarted, poi.inProgress [shopperMayBeBusy]
 *   statusChecking --> retrying: poi.notFound [notFoundMayProve], poi.notFound [budgetLeft]
 *   statusChecking --> retrying: poi.unclear [budgetLeft], status.unanswered [budgetLeft]
 *   statusChecking --> settled: sale.override, poi.notFound [neverArrived]
 *   statusChecking --> settled: poi.unclear
 *   statusChecking --> stalled: poi.inProgress, poi.notFound
 *   statusChecking --> stalled: poi.unclear, status.unanswered
 *   settled --> [*]
 *   any --> settled: poi.answered [unsettled], poi.rejected [unsettledAndUnseen]
 *   any --> settled: link.notSent
 * ```
 * <!-- /diagram -->
 *
 * What holds in every state:
 * - `transmit` is issued once for a ServiceID, on entry to `sending.transmitting`, only after the intent is stored. One transition leads
 *   back there: a rejection by a terminal that could not open the request, with another key, never tried before, and a new ServiceID.
 * - One attempt may carry `transmit` out: the first that a stored event names (`intent.stored`, `attempt.claimed`, `next` of a rejection).
 *   Only it can say that the request was not sent; what another says of that is ignored.
 * - Only a verified answer, the terminal's own rejection, a request that never left, a proven NotFound and an operator settle.
 * - A verified answer is accepted in every state: a late truth wins. One that is not clear counts when a check repeats it.
 * - One status check is under way at a time, while the request is awaited or after it.
 * - Every state leaves by an answer or by a deadline (that of a check is the engine's: `askStatus` always ends in an event).
 */
import type { Outcome } from '../protocol/outcome.ts';
import {
  armCheck,
  armResponse,
  bySender,
  provesUnsent,
  rememberClaim,
  rememberSeen,
  rememberUnclear,
  settleAs,
  settleNotProcessed,
  settleWithResult,
} from './transaction.actions.ts';
import { awaiting, onAnswerLost } from './transaction.awaiting.ts';
import { ask, onUnknown, statusChecking } from './transaction.checking.ts';
import { transactionSetup } from './transaction.setup.ts';
import type { TransactionContext } from './transaction.types.ts';

/** The machine of one transaction; the comment of its module has the diagram. */
export const transactionMachine = transactionSetup.createMachine({
  id: 'transaction',
  context: ({ input }) => ({
    input,
    unanswered: 0,
    seenByTerminal: false,
    terminalRestarted: false,
    abortRequested: false,
  }),
  output: ({ context }) => settledOutcomeOf(context),
  initial: 'sending',
  on: {
    'poi.answered': { guard: 'unsettled', target: '.settled', actions: settleWithResult },
    'poi.rejected': { guard: 'unsettledAndUnseen', target: '.settled', actions: settleNotProcessed },
    'link.notSent': { guard: provesUnsent, target: '.settled', actions: settleNotProcessed },
    // The request left when it was already overdue: from now on it can arrive, whoever says so.
    'link.written': [
      { guard: bySender, actions: ['rememberSend', 'rememberContact'] },
      { guard: 'unsettled', actions: 'rememberSend' },
    ],
    // The request's own answer, late and undecided: it proves at least whether the terminal had the request.
    'poi.undecided': { guard: 'unsettled', actions: rememberSeen },
    'poi.unclear': { guard: 'unsettled', actions: rememberUnclear },
    'poi.progress': { guard: 'unsettled', actions: { type: 'rememberSeen', params: { seen: true } } },
    'sale.abort': { guard: 'unsettled', actions: ['rememberAbort', 'transmitAbort'] },
    'terminal.restarted': { guard: 'unsettled', actions: 'rememberTerminalRestart' },
  },
  states: {
    sending: {
      tags: ['inFlight', 'abortable'],
      initial: 'storing',
      // An abort that overtakes its payment stops nothing: it is held back until the payment is written.
      on: { 'sale.abort': { actions: 'rememberAbort' } },
      states: {
        storing: {
          meta: { note: 'The intent is being stored. Nothing of it has left.' },
          on: {
            // Nothing has left, so nothing of it can have been written or answered.
            'link.written': {},
            // No attempt has the claim, and none gets it any more: whoever stored the intent gives up.
            'link.notSent': { target: '#transaction.settled', actions: settleNotProcessed },
            'poi.undecided': {},
            'poi.unclear': {},
            'poi.progress': {},
            'intent.stored': [
              {
                guard: 'abortRequested',
                target: '#transaction.settled',
                actions: settleAs('ERR_WITHDRAWN'),
              },
              {
                guard: 'tooLate',
                target: '#transaction.settled',
                actions: settleAs('ERR_SEND_TOO_LATE'),
              },
              { target: 'transmitting', actions: rememberClaim },
            ],
            // Nothing leaves before `intent.stored` is on disk, and it is not.
            'host.restarted': {
              target: '#transaction.settled',
              actions: settleAs('ERR_HOST_RESTARTED_UNSENT'),
            },
          },
        },
        transmitting: {
          meta: { note: 'The intent is stored. No byte is known to be out.' },
          entry: ['transmit', armResponse],
          exit: 'rememberSend',
          on: {
            // The first one that is stored, and none once the request is asked about.
            'attempt.claimed': { guard: 'claimOpen', actions: rememberClaim },
            'link.written': [
              {
                guard: { ...bySender, type: 'bySenderOfAborted' },
                target: '#transaction.awaiting',
                actions: ['rememberContact', 'transmitAbort'],
              },
              { guard: bySender, target: '#transaction.awaiting', actions: 'rememberContact' },
            ],
            ...onAnswerLost,
          },
        },
      },
    },
    awaiting,
    timedOut: {
      tags: ['outcomeUnknown', 'abortable'],
      meta: { note: 'No trustworthy answer. The terminal is asked again.' },
      initial: 'retrying',
      on: {
        ...onUnknown,
        'timer.check': ask,
        'sale.checkStatus': ask,
        'terminal.online': { ...ask, actions: ['refillBudget', 'askStatus'] },
      },
      states: {
        retrying: {
          meta: { note: 'The next check is due in seconds.' },
          entry: armCheck,
        },
        stalled: {
          tags: ['needsAttention'],
          meta: { note: 'The fast checks are used up: staff must look. Slow checks go on.' },
          entry: ['scheduleSlowCheck', armCheck],
        },
      },
    },
    statusChecking,
    settled: { type: 'final', meta: { note: 'The truth is known.' } },
  },
});

function settledOutcomeOf({ outcome }: TransactionContext): Outcome {
  if (outcome === undefined) throw new Error('a settled transaction has an outcome');
  return outcome;
}

/** The region in which the request is written and its own answer is awaited, alone or beside a status check. */
import { failure } from '../protocol/faults.ts';
import {
  armResponse,
  beginNextAttempt,
  otherKeyLeft,
  rememberCheck,
  rememberCheckAs,
  rememberFailure,
  rememberHostRestart,
  rememberSeen,
  rememberUnclear,
  settleWithUnclear,
} from './transaction.actions.ts';
import { unclear } from './transaction.checking.ts';
import { transactionSetup } from './transaction.setup.ts';

const rememberOverdue = { type: 'rememberFailure', params: { failure: failure('ERR_LINK_TIMEOUT') } } as const;

/** Transitions from a transaction in flight to one that is checked. */
export const { on: onAnswerLost } = transactionSetup.createStateConfig({
  on: {
    'link.lost': { target: '#transaction.timedOut', actions: [rememberFailure, 'scheduleFirstCheck'] },
    'poi.undecided': {
      target: '#transaction.timedOut',
      actions: [rememberFailure, rememberSeen, 'rememberContact', 'scheduleFirstCheck'],
    },
    'poi.unclear': {
      target: '#transaction.timedOut',
      actions: [rememberFailure, rememberUnclear, 'rememberContact', 'scheduleFirstCheck'],
    },
    'timer.response': { target: '#transaction.timedOut', actions: [rememberOverdue, 'scheduleFirstCheck'] },
    'host.restarted': {
      target: '#transaction.timedOut',
      actions: [
        { type: 'rememberFailure', params: { failure: failure('ERR_HOST_RESTARTED') } },
        rememberHostRestart,
        'scheduleFirstCheck',
      ],
    },
  },
});

export const awaiting = transactionSetup.createStateConfig({
  tags: ['inFlight', 'abortable'],
  meta: { note: 'The request is written. The shopper is busy.' },
  entry: armResponse,
  initial: 'waiting',
  on: {
    ...onAnswerLost,
    // It says that it did not process what it proved that it had: it is asked at once.
    'poi.rejected': {
      guard: 'seen',
      target: '#transaction.timedOut',
      actions: [rememberFailure, 'rememberContact', 'scheduleFirstCheck'],
    },
  },
  states: {
    waiting: {
      meta: { note: 'For the answer alone.' },
      on: {
        'sale.checkStatus': { target: 'checking', actions: 'askStatus' },
        // Here alone: nothing else is under way, so that whatever comes from now on is about the new attempt.
        'poi.rejected': {
          guard: otherKeyLeft,
          target: '#transaction.sending.transmitting',
          actions: [beginNextAttempt, 'rememberContact'],
        },
      },
    },
    checking: {
      meta: { note: 'For the answer, and for that of a TransactionStatus which the till wanted.' },
      on: {
        // What the check reports of a request that is awaited decides only if it is the end.
        'poi.inProgress': {
          target: 'waiting',
          actions: [rememberCheckAs('ERR_STATUS_IN_PROGRESS', true), 'forgetUnclear'],
        },
        'poi.notFound': { target: 'waiting', actions: rememberCheckAs('ERR_STATUS_NOT_FOUND', false) },
        'status.unanswered': { target: 'waiting', actions: rememberCheck },
        // The check that is under way goes on.
        'link.lost': { target: '#transaction.statusChecking', actions: rememberFailure },
        'poi.undecided': {
          target: '#transaction.statusChecking',
          actions: [rememberFailure, rememberSeen, 'rememberContact'],
        },
        'poi.rejected': {
          guard: 'seen',
          target: '#transaction.statusChecking',
          actions: [rememberFailure, 'rememberContact'],
        },
        'poi.unclear': [
          { guard: unclear('repeatsUnclear'), target: '#transaction.settled', actions: settleWithUnclear },
          {
            guard: unclear('ownAnswer'),
            target: '#transaction.statusChecking',
            actions: [rememberFailure, rememberUnclear, 'rememberContact'],
          },
          { target: 'waiting', actions: [rememberFailure, rememberUnclear] },
        ],
        'timer.response': { target: '#transaction.statusChecking', actions: rememberOverdue },
      },
    },
  },
});

import type { HistoryStep } from '../../../index.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { refusal } from '../../support/transactions.ts';
import { historyOf, secretApproval } from './stored-records.ts';

const fault = failure('ERR_LINK_RESET');

type FollowingType = Exclude<TransactionEventPayload['type'], 'intent.stored'>;

/** One event of each type that can follow `intent.stored`. */
export const EVENTS: { readonly [Type in FollowingType]: TransactionEventPayload & { type: Type } } = {
  'attempt.claimed': { type: 'attempt.claimed', attempt: 'another process' },
  'link.written': { type: 'link.written' },
  'link.notSent': { type: 'link.notSent', failure: fault },
  'link.lost': { type: 'link.lost', failure: fault },
  'poi.answered': { type: 'poi.answered', result: secretApproval, recovered: true },
  'poi.rejected': { type: 'poi.rejected', failure: fault },
  'poi.undecided': { type: 'poi.undecided', failure: fault, seen: true },
  'poi.unclear': { type: 'poi.unclear', failure: fault, result: refusal, seen: true, recovered: false },
  'poi.progress': { type: 'poi.progress' },
  'poi.inProgress': { type: 'poi.inProgress' },
  'poi.notFound': { type: 'poi.notFound' },
  'status.unanswered': { type: 'status.unanswered', failure: fault, seen: false },
  'terminal.online': { type: 'terminal.online' },
  'terminal.restarted': { type: 'terminal.restarted' },
  'timer.response': { type: 'timer.response' },
  'timer.check': { type: 'timer.check' },
  'sale.abort': { type: 'sale.abort' },
  'sale.checkStatus': { type: 'sale.checkStatus' },
  'sale.override': { type: 'sale.override', by: 'Ada', reason: 'slip is there', charged: 'yes' },
  'host.restarted': { type: 'host.restarted', rebooted: false },
};

/** The steps of a transaction whose intent was stored, and with these events: after the two steps of the intent, one each. */
export async function stepsOf(...events: TransactionEventPayload[]): Promise<readonly HistoryStep[]> {
  return (await historyOf(events)).steps;
}

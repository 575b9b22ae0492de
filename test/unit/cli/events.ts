import type { TransactionHappening } from '../../../machines/index.ts';
import { replay, type Step } from '../../../cli/stored/engine-internals.ts';
import { failure } from '../../../protocol/faults.ts';
import { stored, secretApproval } from './stored-records.ts';

const fault = failure('ERR_LINK_RESET');

/** One event of each type. */
export const EVENTS: { readonly [Type in TransactionHappening['type']]: TransactionHappening & { type: Type } } = {
  'link.written': { type: 'link.written' },
  'link.notSent': { type: 'link.notSent', failure: fault },
  'link.lost': { type: 'link.lost', failure: fault },
  'poi.answered': { type: 'poi.answered', verdict: secretApproval, recovered: true },
  'poi.rejected': { type: 'poi.rejected', failure: fault },
  'poi.undecided': { type: 'poi.undecided', failure: fault, seen: true },
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

/** The steps of a transaction with these events. */
export function stepsOf(...events: TransactionHappening[]): Promise<Step[]> {
  return replay(stored(events));
}

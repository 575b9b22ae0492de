/** What happens to a transaction in tests of its machine. */
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { approval } from '../transactions.ts';

export const lost: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_LINK_RESET') };
export const unanswered: TransactionEventPayload = {
  type: 'status.unanswered',
  failure: failure('ERR_LINK_TIMEOUT'),
  seen: false,
};
export const approved: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: false };
export const repeated: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: true };
export const dueCheck: TransactionEventPayload = { type: 'timer.check' };
export const restarted: TransactionEventPayload = { type: 'host.restarted', rebooted: false };
export const notFound: TransactionEventPayload = { type: 'poi.notFound' };
export const undecided: TransactionEventPayload = {
  type: 'poi.undecided',
  failure: failure('ERR_ANSWER_EMPTY'),
  seen: false,
};

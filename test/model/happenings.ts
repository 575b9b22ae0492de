import type { TransactionEventPayload } from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';
import { parseServiceID } from '../../protocol/ids.ts';
import { notProcessed, type SettledResult } from '../../protocol/outcome.ts';
import { approval, refusal } from '../support/transactions.ts';

const results: readonly SettledResult[] = [
  approval,
  refusal,
  { ...approval, kind: 'partial', charged: 'yes' },
  { ...refusal, kind: 'accepted', charged: 'no' },
  { ...refusal, kind: 'cancelled', charged: 'no', errorCondition: 'Aborted' },
  { ...refusal, kind: 'failed', charged: 'no', errorCondition: 'Busy' },
];

const crypto = failure('ERR_REJECTED_CRYPTO');
const keyOf = (keyVersion: number) => ({ keyIdentifier: 'lane-key', keyVersion });
const attemptUnder = (keyVersion: number, id: string) => ({ ServiceID: parseServiceID(id), key: keyOf(keyVersion) });

const undecided = failure('ERR_ANSWER_UNDECIDED');
const timedOut: SettledResult = { ...refusal, errorCondition: 'Communication timeout' };
const rejected = notProcessed(failure('ERR_REJECTED', 'Unknown POIID'), undefined);

/** One of everything that can happen to a transaction, and one for each way in which its content decides. */
export const HAPPENINGS: readonly TransactionEventPayload[] = [
  { type: 'intent.stored' },
  { type: 'link.written' },
  { type: 'link.notSent', failure: failure('ERR_LINK_CONNECT_TIMEOUT') },
  { type: 'link.lost', failure: failure('ERR_LINK_RESET') },
  ...results.map((result) => ({ type: 'poi.answered', result, recovered: false }) as const),
  { type: 'poi.answered', result: approval, recovered: true },
  { type: 'poi.rejected', failure: crypto },
  { type: 'poi.rejected', failure: crypto, key: keyOf(2) },
  { type: 'poi.rejected', failure: crypto, key: keyOf(2), next: attemptUnder(1, 'N000000001') },
  // Once more under a key that was rejected, under another one, and under a ServiceID that was used.
  { type: 'poi.rejected', failure: crypto, key: keyOf(1), next: attemptUnder(2, 'N000000002') },
  { type: 'poi.rejected', failure: crypto, key: keyOf(1), next: attemptUnder(3, 'N000000003') },
  { type: 'poi.rejected', failure: crypto, key: keyOf(1), next: attemptUnder(3, 'N000000001') },
  // What is rejected for another reason is rejected under every key.
  { type: 'poi.rejected', failure: failure('ERR_REJECTED_NO_KEY'), key: keyOf(2), next: attemptUnder(1, 'N000000004') },
  { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false },
  { type: 'poi.undecided', failure: failure('ERR_CRYPTO_OPEN'), seen: true },
  ...[false, true].flatMap((recovered) => [
    { type: 'poi.unclear', failure: undecided, result: timedOut, seen: true, recovered } as const,
    { type: 'poi.unclear', failure: undecided, result: rejected, seen: false, recovered } as const,
  ]),
  { type: 'poi.progress' },
  { type: 'poi.inProgress' },
  { type: 'poi.notFound' },
  { type: 'status.unanswered', failure: failure('ERR_LINK_TIMEOUT'), seen: false },
  { type: 'status.unanswered', failure: failure('ERR_LINK_REFUSED'), seen: false },
  { type: 'status.unanswered', failure: failure('ERR_ANSWER_UNDECIDED'), seen: true },
  { type: 'terminal.online' },
  { type: 'terminal.restarted' },
  { type: 'timer.response' },
  { type: 'timer.check' },
  { type: 'sale.abort' },
  { type: 'sale.checkStatus' },
  { type: 'sale.override', by: 'Ada', reason: 'receipt seen', charged: 'yes' },
  { type: 'host.restarted', rebooted: false },
  { type: 'host.restarted', rebooted: true },
];

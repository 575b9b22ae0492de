import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import { hasRebooted, type HostIdentity, type TransactionEventPayload } from '../../machines/index.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';

/** The event by which this process takes up a transaction of the journal. An ownership that gives no clear no may wake. */
export function restartOf(
  { input, records }: StoredTransaction,
  here: HostIdentity & { readonly ownership: Pick<Ownership, 'earlierOwnerMayWake'> },
): TransactionEventPayload {
  const events = records.flatMap((record) => (record.type === 'event' ? [record.event] : []));
  const mayWake: unknown = here.ownership.earlierOwnerMayWake;
  return {
    type: 'host.restarted',
    rebooted: hasRebooted(input, events, here),
    ...(mayWake !== false && { mayWake: true }),
    ...(here.hostId !== undefined && { host: here.hostId }),
  };
}

/**
 * Whether what an earlier process of this engine receives is true whoever runs the transaction now: how the request ended, its own answer, or
 * that it never left.
 */
export function saysOfRequest(payload: TransactionEventPayload): boolean {
  if (payload.type === 'poi.unclear') return !payload.recovered;
  return payload.type === 'poi.answered' || payload.type === 'link.notSent';
}

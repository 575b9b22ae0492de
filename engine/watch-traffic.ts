import type { POIID } from '../protocol/ids.ts';
import { contained } from './runtime/containment.ts';
import type { Logger } from './runtime/logging.ts';
import type { TransactionStore } from './transactions/transaction-store.ts';
import type { UnmatchedResponses } from './transactions/unmatched-responses.ts';
import type { TerminalClient, UnmatchedResponse } from './terminals/terminal-client.ts';
import type { TerminalQueue } from './terminals/terminal-queue.ts';

export interface TrafficDependencies {
  readonly clients: ReadonlyMap<POIID, TerminalClient>;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly store: TransactionStore;
  readonly unmatched: UnmatchedResponses;
  readonly log: Logger;
}

/** Observes in the traffic what it proves beside the answers: whether terminals are reachable, and responses to other requests. */
export function watchTraffic({ clients, queues, store, unmatched, log }: TrafficDependencies): void {
  for (const [poiid, client] of clients) {
    const queue = queues.get(poiid);
    client.linkUp$.subscribe((isUp) =>
      contained(log, 'a terminal', () => {
        queue?.send({ type: isUp ? 'link.up' : 'link.down' });
        queue?.publish();
      }),
    );
    client.unmatched$.subscribe((response) => contained(log, 'an unmatched response', () => take(response)));
  }

  function take(response: UnmatchedResponse): void {
    const entry = store.findByServiceId(response.header.ServiceID);
    // It is about a transaction of ours: the terminal knows it, so its status can be checked.
    if (entry === undefined) unmatched.keepOrphan(response);
    else entry.send({ type: 'sale.checkStatus' });
  }
}

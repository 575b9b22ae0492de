import type { CurrencyExponents } from '../protocol/money.ts';
import { contained } from './runtime/containment.ts';
import type { Logger } from './runtime/logging.ts';
import { eventsOfUnmatched } from './transactions/response-events.ts';
import type { TransactionStore } from './transactions/transaction-store.ts';
import type { UnmatchedResponses } from './transactions/unmatched-responses.ts';
import type { UnmatchedResponse } from './terminals/read-answer.ts';
import type { TerminalClient } from './terminals/terminal-client.ts';
import type { TerminalQueue } from './terminals/terminal-queue.ts';

export interface TrafficDependencies {
  readonly client: TerminalClient;
  readonly queue: TerminalQueue;
  readonly store: TransactionStore;
  readonly unmatched: UnmatchedResponses;
  readonly currencyExponents: CurrencyExponents;
  readonly log: Logger;
}

/** Observes in the traffic with a terminal what it proves beside the answers: whether it is reachable, and responses to other requests. */
export function watchTraffic(deps: TrafficDependencies): void {
  const { client, queue, store, unmatched, currencyExponents, log } = deps;
  client.linkUp$.subscribe((isUp) =>
    contained(log, 'a terminal', () => {
      queue.send({ type: isUp ? 'link.up' : 'link.down' });
      queue.publish();
    }),
  );
  client.unmatched$.subscribe((response) => contained(log, 'an unmatched response', () => take(response)));

  function take(response: UnmatchedResponse): void {
    const entry = store.findByServiceId(response.header.ServiceID);
    const isOver = entry?.state.state === 'settled';
    const events = entry?.input && eventsOfUnmatched(response, entry.input, isOver, currencyExponents);
    if (entry === undefined || events === undefined) return unmatched.keepOrphan(response);
    for (const payload of events) {
      if (payload.type === 'poi.progress') entry.noteSeen();
      else entry.send(payload);
    }
  }
}

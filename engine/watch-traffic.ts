import type { TransactionInput } from '../machines/index.ts';
import type { MessageHeader } from '../protocol/header.ts';
import { isObject } from '../protocol/json.ts';
import type { CurrencyExponents } from '../protocol/money.ts';
import { contained } from './runtime/containment.ts';
import type { Logger } from './runtime/logging.ts';
import { eventOfResponse } from './transactions/response-events.ts';
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
    const { header, body } = response;
    const entry = store.findByServiceId(header.ServiceID);
    const input = entry?.input;
    if (entry === undefined || input === undefined || !isAbout(header, input)) return unmatched.keepOrphan(response);
    if (entry.state.state !== 'settled') {
      // The terminal has it, whatever it says of it later, so its status can be checked.
      entry.noteSeen();
      return entry.send({ type: 'sale.checkStatus' });
    }
    const answer = body[`${input.category}Response`];
    if (!isObject(answer)) return unmatched.keepOrphan(response);
    entry.send(eventOfResponse({ kind: 'answered', body: answer }, input, currencyExponents));
  }
}

/** Whether it is the response to the request of that transaction; ServiceIDs of other tills may be equal. */
function isAbout({ MessageCategory, SaleID, POIID }: MessageHeader, input: TransactionInput): boolean {
  return MessageCategory === input.category && SaleID === input.SaleID && POIID === input.POIID;
}

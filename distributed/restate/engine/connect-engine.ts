import { ConfigError } from 'tenderline';
import type { GatewayEngine } from 'tenderline/gateway';
import type { TillConnectionOptions } from '../till/call.ts';
import { connectKnowing } from '../till/connect-till.ts';
import { Refusals } from '../till/refusals.ts';
import { asking, isUnknownTill } from './ask.ts';
import { Followed } from './followed.ts';
import { LookAround } from './look-around.ts';
import { ClusterTerminals } from './terminals.ts';
import { ClusterTransactions } from './transactions.ts';

export interface EngineConnectionOptions extends TillConnectionOptions {
  /** How long an answer of the cluster is waited for. Default 10000 (10 s): longer than another node takes over. */
  readonly answerWithinMs?: number;
}

/** A filter may leave out all but a few of the transactions of a year, which are read one by one. */
const HISTORY_WITHIN_MS = 60_000;

/** A cluster as an engine for the gateway, from the side of one till. */
export interface ClusterEngine extends GatewayEngine {
  /** Whether the cluster was reached when it was last looked at. */
  readonly isReached: boolean;
  /** Ends the waiting; what was asked for goes on in the cluster. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Connects to a cluster as a till: what it does is what the till asks for. It keeps nothing, and has no key of a terminal. A cluster that is
 * away is waited for: only a call ends then.
 *
 * @throws {ConfigError} `ERR_CONFIG_RESTATE` when the cluster does not know the till by that name and secret
 */
export async function connectEngine(options: EngineConnectionOptions): Promise<ClusterEngine> {
  const { answerWithinMs = 10_000, ...till } = options;
  const closing = new AbortController();
  const refusals = new Refusals();
  const ask = asking(() => connectKnowing(refusals, till), answerWithinMs, closing.signal);
  const followed = new Followed();
  const terminals = new ClusterTerminals(ask);
  const transactions = new ClusterTransactions(ask, followed);
  await terminals.look().catch((error: unknown) => {
    if (isUnknownTill(error)) throw unknownTill(till.name);
  });
  const around = new LookAround(terminals, transactions);

  return {
    pay: (request) => transactions.begin((one) => one.pay(request)),
    refund: (request) => transactions.begin((one) => one.refund(request)),
    unreferencedRefund: (request) => transactions.begin((one) => one.unreferencedRefund(request)),
    acquireCard: (request) => transactions.begin((one) => one.acquireCard(request)),
    storedValue: (request) => transactions.begin((one) => one.storedValue(request)),
    transact: (request) => transactions.begin((one) => one.transact(request)),
    transaction: (id) => transactions.known(id),
    find: (id) => transactions.find(id),
    override: (request) => transactions.override(request),
    history: (request) => ask((one) => one.history(request), { withinMs: HISTORY_WITHIN_MS }),
    unresolved: () => terminals.whileReached(() => ask((one) => one.unresolved())),
    orphans: () => terminals.whileReached(() => terminals.orphans()),
    dismissOrphan: (id) => terminals.dismissOrphan(id),
    terminal: (poiid) => terminals.find(poiid),
    terminals: terminals.list,
    transactions$: followed.transactions$,
    display$: followed.display$,
    health$: terminals.health$,
    get isReached() {
      return terminals.isReached;
    },
    async close() {
      closing.abort();
      around.close();
      followed.close();
      terminals.close();
    },
  };
}

function unknownTill(name: string): ConfigError {
  return new ConfigError('ERR_CONFIG_RESTATE', {
    path: 'restate',
    expected: 'the name and the secret of a till that the workers know',
    found: `a till ${JSON.stringify(name)} that they refuse`,
    advice: 'compare both with `tills` of the workers: docs/distributed.md',
  });
}

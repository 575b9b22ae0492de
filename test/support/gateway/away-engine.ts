import { NEVER } from 'rxjs';
import { ProblemError, type GatewayEngine } from '../../../gateway/index.ts';

/** An engine that is only reached over the network, which is away. It has nothing that an engine can go without. */
export function awayEngine(): GatewayEngine {
  const away = () => Promise.reject(new ProblemError('ERR_GATEWAY_AWAY', { headers: { 'Retry-After': '1' } }));
  const list = () => {
    throw new ProblemError('ERR_GATEWAY_AWAY');
  };
  return {
    pay: away,
    refund: away,
    unreferencedRefund: away,
    acquireCard: away,
    storedValue: away,
    transact: away,
    transaction: () => undefined,
    find: away,
    override: away,
    history: away,
    unresolved: away,
    orphans: away,
    dismissOrphan: away,
    terminal: away,
    terminals: Object.assign(list, { list$: NEVER }),
    transactions$: NEVER,
    display$: NEVER,
    health$: { subscribe: (observer) => (observer.next(AWAY), NEVER.subscribe()) },
  };
}

const AWAY = { journal: 'failing', code: 'ERR_GATEWAY_AWAY' } as const;

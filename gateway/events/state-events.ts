import { transactionToJson } from '../../engine/transaction-json.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import type { GatewayTerminal } from '../gateway-engine.ts';
import { terminalToJson } from '../schemas/terminal-json.ts';
import type { MissedEvent } from './event.ts';

/** A transaction, as it is reported: to the letter the same each time, so that a report of the same state differs from news. */
export function transactionEvent(state: TransactionState): MissedEvent {
  const { id: transaction, poiid } = state;
  return {
    type: 'transaction',
    data: JSON.stringify(transactionToJson(state, { receipts: false })),
    transaction,
    poiid,
  };
}

/** A terminal, as it is reported. */
export function terminalEvent(
  terminal: Pick<GatewayTerminal, 'state' | 'keyInUse' | 'certificateEndsAtMs'>,
): MissedEvent {
  return { type: 'terminal', data: JSON.stringify(terminalToJson(terminal)), poiid: terminal.state.poiid };
}

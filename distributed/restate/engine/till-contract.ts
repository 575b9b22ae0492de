// Dropped when the till's side of the package has these.
import type {
  DisplayProgress,
  HistoryPage,
  HistoryRequest,
  JsonObject,
  Orphan,
  Terminal,
  TerminalState,
  TransactionState,
} from 'tenderline';
import type { TillConnection as Today } from '../till/connect-till.ts';
import type { TillTransaction as TransactionToday } from '../till/till-transaction.ts';

export interface TillTransaction extends TransactionToday {
  readonly progress?: readonly DisplayProgress[];
}
export interface TillTerminal extends Pick<
  Terminal,
  'diagnose' | 'display' | 'input' | 'print' | 'totals' | 'request'
> {
  readonly poiid: string;
  state(): Promise<TerminalState>;
  notifications(): Promise<readonly JsonObject[]>;
  orphans(): Promise<readonly Orphan[]>;
  dismissOrphan(id: string): Promise<void>;
}
export interface TillConnection extends Omit<Today, 'terminal' | 'find'> {
  find(id: string): TillTransaction;
  history(request?: HistoryRequest): Promise<HistoryPage>;
  unresolved(): Promise<readonly TransactionState[]>;
  terminals(): Promise<readonly TerminalState[]>;
  terminal(poiid: string): TillTerminal;
}

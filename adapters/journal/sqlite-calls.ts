import {
  ConfigError,
  JournalError,
  JournalInUseError,
  type DamagedTransaction,
  type JournalErrorCode,
  type Mistake,
} from '../../errors.ts';
import { omitUndefined } from '../../protocol/json.ts';
import type { BackedUp } from './file/back-up.ts';
import type { HistoryPage, PagedQuery } from './history/sqlite-history.ts';
import type { Row } from './records.ts';
import type { SqliteDriverName } from './sqlite-driver.ts';
import type { LoadedTransaction } from './store/check-transaction.ts';
import type { Accepted, Acceptance } from './store/record-acceptance.ts';
import type { PruneStep, PruneStepResult } from './store/sqlite-prune.ts';
import type { Cursor, ListedRecord, OpenTransaction, Page } from './store/sqlite-reader.ts';

/** The calls of the thread and their results. Everything is plain data. */
export interface Calls {
  open: { params: OpenParams; result: Opened };
  /** One result per append. */
  append: { params: readonly (readonly Row[])[]; result: readonly AppendResult[] };
  records: { params: Cursor; result: Page<ListedRecord> };
  transaction: { params: string; result: LoadedTransaction };
  openOnes: { params: Cursor; result: Page<OpenTransaction> };
  damaged: { params: Cursor; result: Page<DamagedTransaction> };
  history: { params: PagedQuery; result: HistoryPage };
  checkSound: { params: null; result: null };
  /** Writes a copy to that path. */
  backUp: { params: string; result: BackedUp };
  prune: { params: PruneStep; result: PruneStepResult };
  close: { params: null; result: null };
}

export interface OpenParams {
  readonly path: string;
  readonly driver: SqliteDriverName | undefined;
  readonly role: 'owner' | 'reader';
  /** The owner is in this process. */
  readonly ownedHere: boolean;
  readonly testing: Testing | undefined;
  /** Of an owner who takes the journal as it is, on the word of a person. */
  readonly acceptance: Acceptance | undefined;
}

export interface Opened {
  /** Of an owner who accepted what is lost. */
  readonly accepted: Accepted | null;
  /** The file has the index of its transactions: `history` can be called. */
  readonly hasIndex: boolean;
}

/** Makes a disk slow or small. @internal */
export interface Testing {
  /**
   * Over 8 bytes of shared memory. While [0] is not 0, the thread waits before each COMMIT; [1] counts how often
   * it did.
   */
  readonly gate?: Int32Array;
  /** Pages of 4096 bytes that the file may have. */
  readonly pageCountMax?: number;
}

export type AppendResult = 'stored' | CallFailure;

export type CallName = keyof Calls;

export type Call = {
  [Name in CallName]: { readonly id: number; readonly name: Name; readonly params: Calls[Name]['params'] };
}[CallName];

export type Answer =
  | { readonly id: number; readonly result: Calls[CallName]['result'] }
  | { readonly id: number; readonly failure: CallFailure };

/** An error on its way between threads. */
export type CallFailure =
  | { readonly kind: 'config'; readonly code: `ERR_CONFIG_${string}`; readonly mistake: Mistake | string }
  | { readonly kind: 'inUse'; readonly mistake: Mistake | string; readonly ownerPid: number | undefined }
  | {
      readonly kind: 'journal';
      readonly code: JournalErrorCode;
      readonly message: string;
      readonly transaction?: string;
    };

export function toFailure(error: ConfigError | JournalError): CallFailure {
  if (error instanceof JournalError) {
    const { code, message, transaction } = error;
    return omitUndefined({ kind: 'journal', code, message, transaction });
  }
  const mistake = mistakeOf(error);
  if (error instanceof JournalInUseError) return { kind: 'inUse', mistake, ownerPid: error.ownerPid };
  return { kind: 'config', code: error.code, mistake };
}

function mistakeOf({ message, path, expected, found, advice }: ConfigError): Mistake | string {
  if (path === undefined || expected === undefined || found === undefined) return message;
  return omitUndefined({ path, expected, found, advice });
}

export function fromFailure(failure: CallFailure): ConfigError | JournalError {
  switch (failure.kind) {
    case 'journal':
      return new JournalError(failure.code, failure.message, omitUndefined({ transaction: failure.transaction }));
    case 'inUse':
      return new JournalInUseError(failure.mistake, failure.ownerPid);
    case 'config':
      return new ConfigError(failure.code, failure.mistake);
  }
}

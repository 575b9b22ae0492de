// The options of the command line that several commands have in common, as commander hands them over. Settings among them
// (`host`, `journal`, ...) are read by `resolveSettings`.

/** Options of every command with settings. */
export interface ConnectionFlags extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Options of the commands that send a transaction. */
export interface TransactionFlags extends ConnectionFlags {
  readonly reference: string;
  readonly queue?: boolean;
  readonly receipts?: boolean;
  /** False: no progress, even if the settings have a listener. */
  readonly listen?: boolean;
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

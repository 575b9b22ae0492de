export interface PairResult {
  readonly payments: number;
  /** Entries of all ledgers. */
  readonly charged: number;
  readonly disturbances: number;
  /** How many kinds of them there were. */
  readonly kinds: number;
  /** Answers to tills that said `approved`. */
  readonly approved: number;
  /** Everything that must never be, in words. */
  readonly violations: readonly string[];
  /** What happened, and how long the terminals had no owner, for people. */
  readonly table: string;
}

export function pairRun(options: {
  readonly seed: number;
  readonly size: 'whole' | 'small';
}): Promise<PairResult | undefined>;

export function pairSummary(result: PairResult): string;

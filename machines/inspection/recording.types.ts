import type { Head, MachineStep, ScreenEntry, WireEntry } from './feed.types.ts';
import type { WhatIf, WhatIfThen } from './what-if.ts';

/** A transaction step by step, for who looks at it. */
export interface Recording {
  readonly head: Head;
  readonly limits: { readonly fastChecksMax: number; readonly responseTimeoutMs: number };
  readonly steps: readonly MachineStep[];
  /** One for each step: as it was after it. */
  readonly moments: readonly Moment[];
  /** What was sent, received and displayed, as far as an observer was there: a journal does not have it. */
  readonly wire?: readonly (WireEntry | ScreenEntry)[];
}

/** One moment of a recording: the state then, and what each event would have done. */
export interface Moment {
  readonly head: Head;
  /** What each event would have done then. */
  readonly next: readonly WhatIf[];
  /** What would be different at other readings of the clocks. */
  readonly otherTimes: readonly WhatIfThen[];
}

/** A terminal in a list. */
export interface TerminalHead {
  readonly poi: string;
  readonly link: string;
  readonly work: string;
  readonly running?: string;
  readonly unknown: readonly string[];
  readonly waiting: number;
  /** What its machine did last, and the guards that decided it. Absent where it was not observed, as in a journal. */
  readonly last?: Pick<MachineStep, 'ev' | 'from' | 'to' | 'guards'>;
}

/** What there is to look at, in lists. */
export interface InspectedOverview {
  readonly source: 'live' | 'journal';
  readonly heads: readonly Head[];
  readonly terminals: readonly TerminalHead[];
  /** Ids of transactions that cannot be read. */
  readonly damaged: readonly string[];
}

/** What changed since the last time: of a running engine, or in its journal. */
export interface InspectedChanges {
  readonly heads: readonly Head[];
  readonly terminals: readonly TerminalHead[];
  /** POIIDs of terminals that the engine does not have any more. */
  readonly removed?: readonly string[];
  readonly events: number;
  readonly missed: number;
}

/** A journal, an engine that runs, or one in another process. All of it is for display: nothing here changes or sends anything. */
export interface Inspected {
  overview(): Promise<InspectedOverview>;
  /** Step by step. `undefined` when there is none of that id, or its records are damaged. */
  transaction(id: string): Promise<Recording | undefined>;
  /**
   * Calls with what changed, some times a second at most, and never before it returns; of a journal, about once a second. Absent where
   * nothing changes.
   *
   * @param onThere whether the engine is reached, or the journal can be read, when that changes; an engine in this process always is
   * @returns ends it
   */
  readonly follow?: (
    onChanges: (changes: InspectedChanges) => void,
    onThere?: (isThere: boolean) => void,
  ) => () => void;
}

import type { Head } from '../../machines/inspection/feed.types.ts';
import type { TerminalHead } from '../../machines/inspection/recording.types.ts';

/** What a state of the transaction machine means. */
export interface StateNote {
  readonly note: string;
  readonly tags: readonly string[];
}

/** What the page begins with. */
export interface Overview {
  /** `export`: a file that has one transaction in it, and nothing behind it. */
  readonly source: 'live' | 'journal' | 'export';
  readonly heads: readonly Head[];
  readonly terminals: readonly TerminalHead[];
  /** Ids of transactions whose records cannot be read. */
  readonly damaged: readonly string[];
  readonly notes: Readonly<Record<string, StateNote>>;
  /** How to open this view again, for a link that is sent to a colleague. */
  readonly command: string;
  /** There is a virtual terminal to play with. */
  readonly canPlay: boolean;
}

/** What changed, of a running engine. */
export interface Changes {
  readonly heads: readonly Head[];
  readonly terminals: readonly TerminalHead[];
  readonly events: number;
  readonly missed: number;
}

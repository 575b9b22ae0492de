import type { InspectedOverview } from '../../machines/inspection/recording.types.ts';

export type { InspectedChanges as Changes } from '../../machines/inspection/recording.types.ts';

/** What a state of the transaction machine means. */
export interface StateNote {
  readonly note: string;
  readonly tags: readonly string[];
}

/** What the page begins with. */
export interface Overview extends Omit<InspectedOverview, 'source'> {
  /** `export`: a file that has one transaction in it, and nothing behind it. */
  readonly source: InspectedOverview['source'] | 'export';
  readonly notes: Readonly<Record<string, StateNote>>;
  /** There is a stream of what changes. */
  readonly isFollowed: boolean;
  /** How to open this view again, for a link that is sent to a colleague. */
  readonly command: string;
  /** There is a virtual terminal to play with. */
  readonly canPlay: boolean;
}

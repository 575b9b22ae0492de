import type { Recording } from '../../machines/inspection/recording.types.ts';
import type { Changes, Overview } from '../view/overview.ts';

/** What there is to look at: a journal, or an engine that runs. All of it is for display: nothing here changes or sends anything. */
export interface VisualizerSource {
  overview(): Promise<Pick<Overview, 'source' | 'heads' | 'terminals' | 'damaged'>>;
  /** `undefined` when there is none of that id, or its records cannot be read. */
  transaction(id: string): Promise<Recording | undefined>;
  /** Calls with what changed, some times a second at most. Absent for a journal. @returns ends it */
  readonly follow?: (onChanges: (changes: Changes) => void) => () => void;
}

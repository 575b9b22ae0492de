import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';

/** What the event streams need of a journal that several engines share. */
export type FollowedJournal = Required<Pick<SharedJournal, 'position' | 'readAfter'>>;

const LOOK_EVERY_MS = 1000;
/** From the confirmation of a record to its event it is milliseconds, where this process runs at all: looks are counted, and no time. */
const LOOKS_BEHIND = 10;

/**
 * A place in a shared journal up to which everything was certainly reported here. It is in the id of each event, so that another server
 * knows from where a reader goes on. It lags: a record that is sent twice does no harm, one that is never sent would.
 */
export class ReportedPlace {
  readonly #journal: FollowedJournal;
  readonly #clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  readonly #looks: number[];
  #timer: unknown;

  constructor(journal: FollowedJournal, clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>) {
    this.#journal = journal;
    this.#clock = clock;
    this.#looks = [journal.position()];
    this.#lookAgain();
  }

  get now(): number {
    return this.#looks[0] ?? 0;
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #lookAgain(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#looks.push(this.#journal.position());
      if (this.#looks.length > LOOKS_BEHIND) this.#looks.shift();
      this.#lookAgain();
    }, LOOK_EVERY_MS);
  }
}

import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { contained } from './containment.ts';
import type { Logger } from './logging.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How many days before its end a certificate is warned of: a terminal gets a new one with an update of its software. */
export const WARN_DAYS = 60;

/** Remembers when the certificates of terminals end, as connections show it, and warns in time: of each once a day at most. */
export class CertificateWatch {
  readonly #clock: Pick<Clock, 'now' | 'upMs'>;
  readonly #log: Logger;
  readonly #ends = new Map<string, number>();
  /** When each was last warned of, by the clock that cannot be set. */
  readonly #warnedUpMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now' | 'upMs'>, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * A terminal proved who it is. Never throws: it stands before the first byte of a request.
   *
   * @param endsAtMs end of its certificate: epoch milliseconds; what is no number is passed over
   */
  note(poiid: string, endsAtMs: number): void {
    contained(this.#log, 'a certificate', () => {
      if (Number.isNaN(endsAtMs)) return;
      this.#ends.set(poiid, endsAtMs);
      const days = Math.floor((endsAtMs - this.#clock.now()) / DAY_MS);
      if (days < WARN_DAYS) this.#warn(poiid, endsAtMs, days);
    });
  }

  /** Epoch milliseconds; `undefined` before the first connection to it. */
  endOf(poiid: string): number | undefined {
    return this.#ends.get(poiid);
  }

  #warn(poiid: string, endsAtMs: number, days: number): void {
    const upMs = this.#clock.upMs();
    const warnedUpMs = this.#warnedUpMs.get(poiid);
    if (warnedUpMs !== undefined && upMs - warnedUpMs < DAY_MS) return;
    this.#warnedUpMs.set(poiid, upMs);
    logEvent(this.#log.child({ POIID: poiid }), 'certificate.endsSoon', {
      validTo: new Date(endsAtMs).toISOString(),
      days,
    });
  }
}

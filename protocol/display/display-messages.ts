import { DISPLAY_EVENTS, UNKNOWN_EVENT, type DisplayPhase } from './display-events.ts';

export type { DisplayPhase } from './display-events.ts';

/** The languages that staff can be told in. */
export const DISPLAY_LOCALES = ['en', 'nl', 'de', 'fr'] as const;
export type DisplayLocale = (typeof DISPLAY_LOCALES)[number];

/**
 * How far a tender has come, in this order; the typical sequences of reference 8.3 never go back in it. `other` comes first:
 * an event whose place is not known moves nothing.
 *
 * - `check`: staff decide, about a signature or a referral; it follows `receipt`, which a signature may be written on
 * - `final`: the terminal is done; `after`: what people do with card and terminal then
 */
export const DISPLAY_PHASES: readonly DisplayPhase[] = [
  'other',
  'created',
  'tip',
  'card',
  'application',
  'conversion',
  'pin',
  'giftCard',
  'signature',
  'receipt',
  'check',
  'final',
  'after',
];

/** What a display event means, for a till that shows it. */
export interface DisplayEventWords {
  /** The event's name, which is its stable key. */
  readonly event: string;
  readonly phase: DisplayPhase;
  /**
   * The phase's place, an integer from 0. Notifications come in any order: a till that shows an event only if its place is
   * not below that of the one shown never goes back. Within a phase the later TimeStamp is further.
   */
  readonly phaseOrder: number;
  /** Whether the terminal is done with the tender. It never says how the tender ended: only the answer does. */
  readonly final: boolean;
  /** One sentence for staff, without secrets and without a verdict. */
  readonly message: (locale: DisplayLocale) => string;
}

/**
 * Describes the event of a display notification (reference 8.3). Total: an event that is not known has a neutral sentence.
 *
 * @example
 * describeDisplayEvent('WAIT_FOR_PIN').message('en'); // 'Waiting for the customer to enter the PIN.'
 */
export function describeDisplayEvent(event: string): DisplayEventWords {
  const { phase, ...sentences } = DISPLAY_EVENTS.get(event) ?? UNKNOWN_EVENT;
  return {
    event,
    phase,
    phaseOrder: DISPLAY_PHASES.indexOf(phase),
    final: phase === 'final',
    message: (locale) => sentences[locale],
  };
}

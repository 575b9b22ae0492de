import type { DisplayEventWords, DisplayLocale } from '../protocol/index.ts';

/** A step on the terminal, for programs. */
export function progressMembers({ event, phase, final, message }: DisplayEventWords, locale: DisplayLocale) {
  return { event, phase, message: message(locale), final };
}

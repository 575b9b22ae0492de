import type { DisplayMessages } from './display-events.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { fr } from './locales/fr.ts';
import { nl } from './locales/nl.ts';

/** The languages of the messages. */
export const DISPLAY_LOCALES = ['en', 'nl', 'de', 'fr'] as const;
/** A language of the messages for staff. */
export type DisplayLocale = (typeof DISPLAY_LOCALES)[number];

const MESSAGES: Readonly<Record<DisplayLocale, DisplayMessages>> = { en, nl, de, fr };

/**
 * One sentence for staff about a display event, without secrets and without a result. Total: an unknown event has a
 * neutral sentence.
 *
 * @example
 * displayMessage('WAIT_FOR_PIN', 'en'); // 'Waiting for the customer to enter the PIN.'
 */
export function displayMessage(event: string, locale: DisplayLocale): string {
  const messages: Readonly<Record<string, string>> = MESSAGES[locale];
  const message = Object.hasOwn(messages, event) ? messages[event] : undefined;
  return message ?? MESSAGES[locale].other;
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LOG_EVENTS } from '../../../adapters/logging/log-events.ts';
import { LOG_SUBJECTS } from '../../../adapters/logging/log-subjects.ts';
import { LOG_FIELDS } from '../../../adapters/logging/log-fields.ts';
import { METRICS, SPAN_ATTRIBUTES, SPANS } from '../../../opentelemetry/attributes.ts';
import { eventsPage } from '../../../tools/events-page.mjs';

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');

/** Without what a formatter does to a table. */
const words = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

it('docs/events.md is made of the tables of today (npm run api writes it)', () => {
  const today = eventsPage({ LOG_EVENTS, LOG_SUBJECTS, LOG_FIELDS, SPANS, SPAN_ATTRIBUTES, METRICS });
  expect(words(page)).toBe(words(today));
  for (const name of [...Object.keys(LOG_EVENTS), ...Object.keys(METRICS)]) expect(page).toContain(`| \`${name}\` `);
});

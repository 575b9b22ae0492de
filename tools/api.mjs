// Writes docs/api.md, docs/api/, docs/outcome.schema.json, docs/terminal-api.md and docs/events.md from the build.
import models from '@adyen/api-library/lib/src/typings/terminal/models.js';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transactionJsonSchema } from '../dist/index.js';
import { MESSAGE_CLASS_OF, TRANSACTION_CATEGORIES } from '../dist/protocol/header.js';
import * as protocol from '../dist/protocol/index.js';
import { referencePages } from './api-reference.mjs';
import { LOG_EVENTS } from '../dist/adapters/logging/log-events.js';
import { LOG_SUBJECTS } from '../dist/adapters/logging/log-subjects.js';
import { LOG_FIELDS } from '../dist/adapters/logging/log-fields.js';
import * as telemetry from '../dist/opentelemetry/attributes.js';
import { apiPage } from './api-report.mjs';
import { eventsPage } from './events-page.mjs';
import { terminalApiPage } from './terminal-api/page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(new URL('../docs/api.md', import.meta.url), apiPage(root));

const reference = new URL('../docs/api/', import.meta.url);
rmSync(reference, { recursive: true, force: true });
mkdirSync(reference);
for (const [page, text] of Object.entries(referencePages(root))) writeFileSync(new URL(page, reference), text);

const schema = `${JSON.stringify(transactionJsonSchema(), null, 2)}\n`;
writeFileSync(new URL('../docs/outcome.schema.json', import.meta.url), schema);

const categories = Object.keys(MESSAGE_CLASS_OF);
const page = terminalApiPage({ protocol, models, categories, transactions: TRANSACTION_CATEGORIES });
writeFileSync(new URL('../docs/terminal-api.md', import.meta.url), page);

const tables = { LOG_EVENTS, LOG_SUBJECTS, LOG_FIELDS, ...telemetry };
writeFileSync(new URL('../docs/events.md', import.meta.url), eventsPage(tables));

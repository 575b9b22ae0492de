// Writes docs/api.md and docs/outcome.schema.json from the build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transactionJsonSchema } from '../dist/index.js';
import { apiPage } from './api-report.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(new URL('../docs/api.md', import.meta.url), apiPage(root));

const schema = `${JSON.stringify(transactionJsonSchema(), null, 2)}\n`;
writeFileSync(new URL('../docs/outcome.schema.json', import.meta.url), schema);

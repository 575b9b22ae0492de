#!/usr/bin/env node
import { flush } from './output/output.ts';
import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';

let exitCode = 0;
// A reader that closes the pipe (`tenderline pay | head`) must not end a payment.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await createProgram((code) => {
    exitCode = code;
  }).parseAsync();
} catch (error) {
  exitCode = reportError(error);
}
await flush();
process.exit(exitCode);

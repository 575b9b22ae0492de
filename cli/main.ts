#!/usr/bin/env node
import { flush } from './output/output.ts';
import { runCommand } from './run-command.ts';

// A reader that closes the pipe (`tenderline pay | head`) must not end a payment.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/** In a function: in a bundle of format CommonJS there is no `await` at the top level. */
async function main(): Promise<never> {
  const exitCode = await runCommand(process.argv.slice(2));
  await flush();
  process.exit(exitCode);
}

void main();

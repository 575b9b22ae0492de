// The first command of the README.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start } from './support/start.mjs';

const PROGRAM = fileURLToPath(new URL('demo.mjs', import.meta.url));

test('npm run demo starts a server, a worker and terminals, pays on each, and ends', async () => {
  const demo = start(process.execPath, [PROGRAM]);
  await demo.ended;
  const printed = demo.complaint();
  assert.equal(printed.match(/: approved, charged: yes, \d+ ms$/gm)?.length, 2, printed);
});

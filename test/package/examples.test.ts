import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = readFileSync(`${root}examples/01-first-payment.ts`, 'utf8');
const code = source.slice(source.indexOf('import'));

it('the example of the README is the one in examples/, letter by letter', () => {
  expect(readFileSync(`${root}README.md`, 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
});

it('the first example runs as it stands and ends approved', () => {
  // The package imports itself by its own name; the example has no syntax that Node.js would not take as JavaScript.
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(output.trim().split('\n')).toEqual([
    'sending',
    'awaiting',
    'settled',
    "approved yes { currency: 'EUR', value: 1099 }",
  ]);
});

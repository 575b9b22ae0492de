import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedPackage, root } from '../support/installed-package.ts';

const { folder, run, node } = installedPackage();

const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The code of an example, without the words above it. */
function codeOf(file: string): string {
  const source = read(file);
  return source.slice(source.indexOf('import'));
}

/** The block of code that holds this text, in a page. */
function blockOf(page: string, text: string): string {
  const block = [...read(page).matchAll(/```ts\n([^]*?)```/g)].find(([, code = '']) => code.includes(text));
  if (block?.[1] === undefined) throw new Error(`${page}: expected a block of code with ${text}, found none`);
  return block[1];
}

describe('what the README shows', () => {
  it('is the first example, letter by letter, and runs as it stands', () => {
    const code = codeOf('examples/01-first-payment.ts');
    expect(read('README.md')).toContain(`\`\`\`ts\n${code}\`\`\``);
    // The example has no syntax that Node.js would not take as JavaScript.
    expect(run(code).split('\n')).toEqual([
      'sending',
      'awaiting',
      'settled',
      "approved yes { currency: 'EUR', value: 1099 }",
    ]);
  });

  it('of testing a till runs as it stands, and prints what it says', () => {
    expect(run(blockOf('README.md', 'proveTill')).split('\n')).toEqual([
      'approved, learnt by asking: true',
      '100 schedules, 0 double charges, 0 lost, violations: 0',
    ]);
  });
});

describe('a user who has installed the package', () => {
  it('compiles the second example with its types, and runs it: a till, its tests and a proof', () => {
    for (const file of ['02-till.ts', '02-test-your-till.ts']) cpSync(join(root, 'examples', file), join(folder, file));
    symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      rewriteRelativeImportExtensions: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    node([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);

    const printed = node(['--test', '--test-reporter=spec', '02-test-your-till.js']);
    const report = printed.split('\n').find((line) => line.includes('double charges'));
    console.log(report);
    expect(report).toContain('100 schedules, 0 double charges, 0 lost, violations: 0');
    expect(printed).toMatch(/pass 6\n(.*\n)*.*fail 0/);
  });
});

import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedPackage, root } from '../support/installed-package.ts';

const { folder, run, node } = installedPackage();

/** The folders beside them are for tills in other languages: see test/gateway. */
const examples = readdirSync(join(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .toSorted();
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
  beforeAll(() => {
    for (const file of examples) cpSync(join(root, 'examples', file), join(folder, file));
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
  });

  it('sees each step of the shopper', () => {
    const lines = node(['02-display.js']).split('\n');
    expect(lines[0]).toBe('created: The terminal has started the transaction.');
    expect(lines).toContain('pin: The PIN has been entered.');
    expect(lines.at(-1)).toBe('approved');
  });

  it('stops a payment, or learns that the shopper was faster', () => {
    expect(node(['03-abort.js']).split('\n')).toEqual([
      'cancelled charged: no abort requested: true',
      'approved charged: yes abort requested: true',
    ]);
  });

  it('learns by asking what became of a payment whose answer was lost', () => {
    const lines = node(['04-lost-response.js']).split('\n');
    expect(lines.filter((line) => line.startsWith('unknown'))).toEqual(
      expect.arrayContaining(['unknown: 0', 'unknown: 1']),
    );
    expect(lines.filter((line) => !line.startsWith('unknown'))).toEqual([
      'approved learnt by asking: true',
      'the terminal took: 1 time',
      expect.stringMatching(/^Payment(, TransactionStatus)+$/),
    ]);
  });

  it('takes up a payment after a crash, and sends it once', () => {
    expect(node(['05-crash-recovery.js']).split('\n')).toEqual([
      expect.stringMatching(/^the till was ended by \w+$/), // on Windows a process has no signals to end by
      'unknown after the start: ORDER-5001',
      'approved learnt by asking: true',
      'sent 1 time, charged 1 time',
    ]);
  });

  it('compiles a till with its types, and runs its tests and a proof', () => {
    const tested = node([
      '--test',
      '--test-reporter=spec',
      '07-test-your-till.js',
      '08-virtual-time.js',
      '09-proof.js',
    ]);
    const report = tested.split('\n').find((line) => line.includes('double charges'));
    console.log(report);
    expect(report).toContain('100 schedules, 0 double charges, 0 lost, violations: 0');
    expect(tested).toMatch(/pass 6\n(.*\n)*.*fail 0/);
  });
});

describe('each example', () => {
  it('has a number of its own, in order', () => {
    expect(examples.map((file) => Number(file.slice(0, 2)))).toEqual(examples.map((_, index) => index + 1));
  });

  it.each(examples)('%s opens with its idea and has fewer than 80 lines', (file) => {
    const source = read(`examples/${file}`);
    expect(source).toMatch(/^\/\*\*\n \* \w/);
    expect(source.split('\n').length - 1).toBeLessThan(80);
  });
});

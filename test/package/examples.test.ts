import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestTerminal } from '../../testkit/index.ts';
import { bundleExamples, listExamples } from '../../tools/bundle-examples.mjs';
import { codeBlocks, PAGES } from '../support/docs/code-blocks.ts';
import { DOC_SURROUNDINGS } from '../support/docs/doc-surroundings.ts';
import { installedPackage, root } from '../support/installed-package.ts';
import { expressTill } from './fixture/express-till.ts';

const { folder } = installedPackage();
const built = join(folder, 'built');
const source = join(root, 'examples');
/** The folders beside them are for tills in other languages: see test/gateway. */
const examples = listExamples(source);
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The lines that a script prints, in the folder of a user who has installed the package. */
async function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const options = { cwd: folder, env: { ...process.env, ...env }, timeout: 220_000 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return stdout.trim().split('\n');
}

const example = (name: string, env?: NodeJS.ProcessEnv) => node([join(built, `${name}.mjs`)], env);

/** The code of an example, without the words above it. */
function codeOf(file: string): string {
  const code = read(file);
  return code.slice(code.indexOf('import'));
}

/** The block of code that holds this text, in a page. */
function blockOf(page: string, text: string): string {
  const block = codeBlocks(page).find(({ language, code }) => language === 'ts' && code.includes(text));
  if (block === undefined) throw new Error(`${page}: expected a block of code with ${text}, found none`);
  return block.code;
}

beforeAll(async () => {
  cpSync(source, join(folder, 'examples'), { recursive: true });
  cpSync(join(root, 'test/package/fixture/electron'), join(folder, 'node_modules/electron'), { recursive: true });
  for (const name of [
    '@types',
    'express',
    '@nestjs',
    'reflect-metadata',
    'xstate',
    'esbuild',
    'better-sqlite3',
    'vitest',
  ]) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'readme'));
  writeFileSync(join(folder, 'readme/testing.ts'), blockOf('README.md', 'proveTill'));
  await bundleExamples({
    folder: join(folder, 'examples'),
    files: [...examples, '../readme/testing.ts'],
    outdir: built,
  });
});

describe('the code of the examples and of the documentation', () => {
  it('compiles with the types of the package, strictly', async () => {
    // docs/api/ is made of declarations that were compiled already.
    const pages = PAGES.filter((page) => !page.startsWith('docs/api/'));
    const blocks = pages.flatMap((page) => codeBlocks(page)).filter(({ language }) => language === 'ts');
    expect(blocks.length).toBeGreaterThan(40);
    for (const { page, line, code } of blocks) {
      const file = join(folder, 'pages', `${page}.${line}.ts`);
      mkdirSync(dirname(file), { recursive: true });
      // A message of the compiler has the line of the page.
      writeFileSync(file, `${'\n'.repeat(line - 1)}${code}export {};\n`);
    }
    writeFileSync(join(folder, 'pages/surroundings.d.ts'), DOC_SURROUNDINGS);
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true, // test/package/types.test.ts checks those of the package
      rewriteRelativeImportExtensions: true,
    };
    const include = ['examples', 'pages'];
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
    const compiled = node([join(root, 'node_modules/typescript/bin/tsc'), '--singleThreaded', '-p', '.']).catch(
      ({ stdout }: { readonly stdout: string }) => stdout.split('\n'),
    );
    expect(await compiled).toEqual(['']);
  });

  it.each(examples)('opens with its idea and has fewer than 80 lines: %s', (file) => {
    const code = read(join('examples', file));
    expect(code).toMatch(/^\/\*\*\n \* \w/);
    expect(code.split('\n').length - 1).toBeLessThan(80);
  });

  it('is numbered in order where a newcomer begins', () => {
    const numbered = examples.filter((file) => file === basename(file));
    expect(numbered.map((file) => Number(file.slice(0, 2)))).toEqual(numbered.map((_, index) => index + 1));
  });
});

describe.concurrent('what the README shows', () => {
  it('is the first example, letter by letter, and runs as it stands', async () => {
    const code = codeOf('examples/01-first-payment.ts');
    expect(read('README.md')).toContain(`\`\`\`ts\n${code}\`\`\``);
    // The example has no syntax that Node.js would not take as JavaScript, and the package is as npm installs it.
    expect(await node(['--input-type=module', '-e', code])).toEqual([
      'sending',
      'awaiting',
      'settled',
      "approved yes { currency: 'EUR', value: 1099 }",
    ]);
  });

  it('of testing a till runs as it stands, and prints what it says', async () => {
    expect(await example('testing')).toEqual([
      'approved, learnt by asking: true',
      '20 schedules, 0 double charges, 0 lost, violations: 0',
    ]);
  });
});

describe('the quick start', () => {
  it('runs as it stands, and the second time nothing is sent', async () => {
    writeFileSync(join(folder, 'payment.mjs'), blockOf('docs/guide/quick-start.md', 'basket-1'));
    expect(await node(['payment.mjs'])).toEqual(['approved yes']);
    expect(await node(['payment.mjs'])).toEqual(['approved yes']);
  });
});

describe.concurrent('a user who has installed the package', () => {
  it('sees each step of the shopper', async () => {
    const lines = await example('02-display');
    expect(lines[0]).toBe('created: The terminal has started the transaction.');
    expect(lines).toContain('pin: The PIN has been entered.');
    expect(lines.at(-1)).toBe('approved');
  });

  it('stops a payment, or learns that the shopper was faster', async () => {
    expect(await example('03-abort')).toEqual([
      'cancelled charged: no abort requested: true',
      'approved charged: yes abort requested: true',
    ]);
  });

  it('learns by asking what became of a payment whose answer was lost', async () => {
    const lines = await example('04-lost-response');
    expect(lines.filter((line) => line.startsWith('unknown'))).toEqual(
      expect.arrayContaining(['unknown: 0', 'unknown: 1']),
    );
    expect(lines.filter((line) => !line.startsWith('unknown'))).toEqual([
      'approved learnt by asking: true',
      'the terminal took: 1 time',
      expect.stringMatching(/^Payment(, TransactionStatus)+$/),
    ]);
  });

  it('takes up a payment after a crash, and sends it once', async () => {
    expect(await example('05-crash-recovery')).toEqual([
      expect.stringMatching(/^the till was ended by \w+$/), // on Windows a process has no signals to end by
      'unknown after the start: ORDER-5001',
      'approved learnt by asking: true',
      'sent 1 time, charged 1 time',
    ]);
  });

  it('compiles a till with its types, and runs its tests and a proof', async () => {
    const files = ['07-test-your-till', '08-virtual-time', '09-proof'].map((name) => join(built, `${name}.mjs`));
    const tested = (await node(['--test', '--test-reporter=spec', ...files])).join('\n');
    const report = tested.split('\n').find((line) => line.includes('double charges'));
    console.log(report);
    expect(report).toContain('100 schedules, 0 double charges, 0 lost, violations: 0');
    expect(tested).toMatch(/pass 6\n(.*\n)*.*fail 0/);
  });

  it('refunds a part of a payment that another engine made, by the journal', async () => {
    expect(await example('10-refund-by-journal')).toEqual([
      'found ORDER-1, EUR 10.99',
      'accepted charged: no',
      'the shopper has paid EUR 7.99',
    ]);
  });

  it('prints the receipts that the terminal gave to the till', async () => {
    const lines = await example('11-receipts');
    expect(lines[0]).toBe('approved CashierReceipt and CustomerReceipt');
    expect(lines).toContain('TOTAL           EUR 10.99');
    expect(lines.at(-1)).toBe('printed 3 of 3');
  });

  it('collects the rest after a part was approved, or gives the part back', async () => {
    expect(await example('12-partial-approval')).toEqual([
      'TABLE-1-1 partial EUR 5',
      'TABLE-1-2 approved EUR 15',
      'paid: true',
      'TABLE-2-1 partial EUR 5',
      'TABLE-2-2 declined EUR 0',
      'TABLE-2-1-R accepted',
      'paid: false',
      'the terminal has EUR 20',
    ]);
  });

  it('loads a gift card, and spends it with the rest from a bank card', async () => {
    const lines = await example('13-gift-card');
    expect(lines).toEqual([
      expect.stringMatching(/^Activate \*+0000: EUR 0\.00$/),
      expect.stringMatching(/^Load \*+0000: EUR 25\.00$/),
      'balance: EUR 25.00',
      'gift card: partial, EUR 25.00',
      'bank card: approved, EUR 15.00',
    ]);
  });

  it('is woken by the button of a terminal, asks for the table, and takes its payment', async () => {
    expect(await example('14-pay-at-table')).toEqual(['table 7: EUR 42.5', 'approved charged: yes']);
  });

  it('says what is true under each injected fault', async () => {
    const lines = (await example('15-fault-injection')).map((line) => line.split(/ {2,}/).join(' '));
    expect(lines).toEqual([
      expect.stringMatching(/^refuseConnection notProcessed sent 0, charged 0 ERR_LINK_\w+$/),
      'loseRequest notProcessed sent 1, charged 0 ERR_NOT_FOUND',
      'dropAfterRead approved sent 1, charged 1 learnt by asking',
      'truncateBody approved sent 1, charged 1 learnt by asking',
      'corruptHmac approved sent 1, charged 1 learnt by asking',
      'wrongServiceID approved sent 1, charged 1 learnt by asking',
      'forgedApproval notProcessed sent 1, charged 0 ERR_NOT_FOUND',
      'httpStatus approved sent 1, charged 1 learnt by asking',
      'noKey notProcessed sent 1, charged 0 ERR_REJECTED_NO_KEY',
    ]);
  });

  it('puts a transport of its own in front of the real one', async () => {
    expect(await example('own-transport')).toEqual([
      expect.stringMatching(/^V400m-324688179: HTTP 200 after \d+ ms$/),
      'approved',
    ]);
  });

  it('watches the machine alone, which asks once the answer is lost', async () => {
    const lines = await example('state-machine');
    expect(lines.filter((line) => line.startsWith('  wants')).map((line) => line.trim().split(/ {2,}/)[1])).toEqual([
      'transmit: once, ever',
      'armTimer response, due in 150000 ms',
      'armTimer response, due in 150000 ms', // anew, when the last byte is out
      'armTimer check, due in 1500 ms',
      'askStatus',
      'armTimer check, due in 5000 ms',
      'askStatus',
    ]);
    expect(lines.at(-1)).toBe('done approved learnt by asking: true');
  });
});

describe.concurrent('a till that is part of something else', () => {
  it('is a web server on Express, with live progress in a page', async () => {
    const till = await expressTill(join(built, 'express-till.mjs'), folder);
    expect(till.page).toContain('EventSource');
    expect(till.statuses).toEqual({ first: 202, again: 202, another: 400 });
    // What was over before the page asked is not repeated: it is sent within milliseconds.
    expect(till.events).toEqual(expect.arrayContaining(['state: awaiting', expect.stringMatching(/^display: \S/)]));
    expect(till.outcome).toMatchObject({ kind: 'approved', charged: 'yes' });
    expect(till.exitCode).toBe(0);
  });

  it('runs in the main process of Electron, and its window gets plain data through the preload', async () => {
    const shop = await startTestTerminal();
    const files = { folder: join(folder, 'examples'), files: ['integrations/electron-main.ts'] };
    const outdir = join(folder, 'electron');
    await bundleExamples({ ...files, outdir });
    await build({
      entryPoints: [join(folder, 'examples/integrations/electron-preload.ts')],
      outfile: join(outdir, 'electron-preload.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['electron'],
    });
    expect(readFileSync(join(outdir, 'electron-preload.cjs'), 'utf8').match(/require\("[^"]*"\)/g)).toEqual([
      'require("electron")',
    ]);
    cpSync(join(root, 'test/package/fixture/electron/till.js'), join(outdir, 'till.js'));
    const env = { TILL_OPTIONS: JSON.stringify(shop.engineOptions), TILL_FOLDER: outdir };
    expect(await node([join(outdir, 'electron-main.mjs')], env)).toEqual([
      'approved charged: yes without the answer',
      'the same payment: true',
      'unresolved: 0',
      expect.stringMatching(/^steps: .*awaiting, settled$/),
      'quit: waits for the engine',
    ]);
    expect(shop.terminal.received.map(({ MessageCategory }) => MessageCategory)).toEqual(['Payment']);
    await shop.close();
  });

  it('is a module of NestJS that closes the engine with the application', async () => {
    expect(await example('nest-module')).toEqual(['approved charged: yes']);
  });

  it('is written in CommonJS, and loads the package as it is', async () => {
    expect(await node([join(folder, 'examples/integrations/common-js.cjs')])).toEqual(['approved charged: true']);
  });

  it('is bundled by the recipe, with the thread of its journal', async () => {
    const outdir = join(folder, 'bundled');
    await node([join(folder, 'examples/integrations/bundle.mjs'), 'examples/10-refund-by-journal.ts', outdir]);
    expect(await node([join(outdir, 'till.js')])).toContain('accepted charged: no');
  });
});

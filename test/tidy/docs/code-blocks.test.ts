import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../cli/program.ts';
import { codeBlocks, PAGES } from '../../support/docs/code-blocks.ts';

const pages = PAGES.filter((page) => !page.startsWith('docs/api/'));
const blocks = pages.flatMap((page) => codeBlocks(page));
const blocksIn = (language: string) => blocks.filter((block) => block.language === language);

/** What is wrong with each block, by page and line. */
function faultsOf(language: string, check: (code: string) => string): string[] {
  return blocksIn(language).flatMap(({ page, line, code }) => {
    const wrong = check(code);
    return wrong === '' ? [] : [`${page}:${line}: ${wrong}`];
  });
}

const program = createProgram(() => {});

/** Every `tenderline COMMAND ...` in a page, in blocks and in sentences. */
function commandsIn(page: string): string[] {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8').replaceAll(/ *\\\n\s*/g, ' ');
  return [...text.matchAll(/(?:^|`|npx )tenderline ([a-z][^`\n]*)/gm)].map(([, words = '']) =>
    words.replace(/ #.*/, ''),
  );
}

/** What a command line has that the program has not; empty when it has all. */
function unknownIn(words: string): string[] {
  let command: Command = program;
  for (const word of words.split(' ')) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (command === program) return [words];
  const known = [...program.options, ...command.options, ...(command.parent?.options ?? [])].map(({ long }) => long);
  const options = [...words.matchAll(/(?<=^|\s)--[a-z-]+/g)].map(([name]) => name);
  return options.filter((name) => name !== '--help' && !known.includes(name)).map((name) => `${words}: ${name}`);
}

// What a block in TypeScript says, test/package/examples.test.ts compiles.
describe('the code in the documentation', () => {
  it('is JSON where it says so', () => {
    const parse = (code: string) => {
      try {
        JSON.parse(code);
        return '';
      } catch (error) {
        return String(error);
      }
    };
    expect(blocksIn('json').length).toBeGreaterThan(4);
    expect(faultsOf('json', parse)).toEqual([]);
  });

  it('is JavaScript where it says so', () => {
    const parse = (code: string) => {
      try {
        transformSync(code, { loader: 'js' });
        return '';
      } catch (error) {
        return String(error);
      }
    };
    expect(blocksIn('js').length).toBeGreaterThan(2);
    expect(faultsOf('js', parse)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is for a shell where it says so', () => {
    const parse = (code: string) => spawnSync('/bin/sh', ['-n', '-c', code], { encoding: 'utf8' }).stderr;
    expect(blocksIn('sh').length).toBeGreaterThan(5);
    expect(faultsOf('sh', parse)).toEqual([]);
  });

  it('has no command and no option that the command line has not', () => {
    expect(unknownIn('pay --amount 1 --amuont 2')).toEqual(['pay --amount 1 --amuont 2: --amuont']);
    // The spans of that page begin with the same word.
    const written = pages.filter((page) => page !== 'docs/events.md');
    const found = written.flatMap((page) => commandsIn(page).map((words) => ({ page, words })));
    expect(found.length).toBeGreaterThan(60);
    expect(found.flatMap(({ page, words }) => unknownIn(words).map((what) => `${page}: ${what}`))).toEqual([]);
  });
});

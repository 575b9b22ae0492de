import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../cli/program.ts';

/** Every command with its options, as `doctor --passphrase-file <file>`. */
function optionsOf(command: Command): string[] {
  const own = command.options.map(({ flags }) => `${command.name()} ${flags}`);
  return [...own, ...command.commands.flatMap(optionsOf)];
}

/** What `--help` prints, of every command. */
function helpOf(command: Command): string[] {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return [text, ...command.commands.flatMap(helpOf)];
}

describe('a secret', () => {
  it('has its place in the help of every command with settings, also of one that takes no passphrase', () => {
    const lines = helpOf(createProgram(() => {})).flatMap((help) => /Secrets are never .*/.exec(help)?.[0] ?? []);
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^Secrets are never given on the command line: \w+[ ,].*files.*\.$/);
  });

  it('is no argument of any command, because every user of the machine can list those: only a file of it is', () => {
    const about = optionsOf(createProgram(() => {})).filter((option) =>
      /passphrase|password|token(?!-requested)|secret|api-key/i.test(option),
    );
    expect(about.length).toBeGreaterThan(5);
    // Those without a value say how something is to be done. --token-requested-type is a wish about card tokens.
    expect(about.filter((option) => /[<[]/.test(option) && !/-file <(file|path)>/.test(option))).toEqual([
      'put --if-unchanged <token>', // says which state was seen, and opens nothing
      'setup --new-passphrase <file>', // where to write it
    ]);
  });
});

import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../cli/program.ts';

/** Every command with its options, as `doctor --passphrase-file <file>`. */
function optionsOf(command: Command): string[] {
  const own = command.options.map(({ flags }) => `${command.name()} ${flags}`);
  return [...own, ...command.commands.flatMap(optionsOf)];
}

describe('a secret', () => {
  it('is no argument of any command, because every user of the machine can list those: only a file of it is', () => {
    const about = optionsOf(createProgram(() => {})).filter((option) =>
      /passphrase|password|token(?!-requested)|secret|api-key/i.test(option),
    );
    expect(about.length).toBeGreaterThan(5);
    // Those without a value say how something is to be done. --token-requested-type is a wish about card tokens.
    expect(about.filter((option) => /[<[]/.test(option) && !/-file <(file|path)>/.test(option))).toEqual([]);
  });
});

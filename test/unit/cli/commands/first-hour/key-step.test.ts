import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../../../cli/commands/first-hour/answers.ts';
import { keyStep } from '../../../../../cli/commands/first-hour/key-step.ts';
import { captureOutput } from '../../captured-output.ts';

const step = (answers: Answers, environment: 'test' | 'live') =>
  keyStep({ output: captureOutput().output, answers, asker: undefined, config: '/nowhere/till.json' }, environment);

describe('the key of a lane', () => {
  it('may be left out for a test terminal, and never for a live one', async () => {
    expect(await step({ protection: 'none' }, 'test')).toEqual({ protection: 'none' });
    await expect(step({ protection: 'none' }, 'live')).rejects.toMatchObject({
      code: 'ERR_INPUT_SETUP',
      path: 'protection',
    });
  });

  it('has a version that is an integer', async () => {
    const answers = { keyIdentifier: 'lane-key', keyVersion: 'three' };
    await expect(step(answers, 'test')).rejects.toMatchObject({ code: 'ERR_INPUT_SETUP', path: 'keyVersion' });
  });

  it('does not quote what stands in the place of the file with the passphrase', async () => {
    const answers = { keyIdentifier: 'lane-key', passphraseFile: 'Lane7_Blue!Kettle' };
    const error: unknown = await step(answers, 'test').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_CONFIG_PASSPHRASE', found: 'ENOENT' });
    expect(String(error)).not.toContain('Lane7');
  });
});

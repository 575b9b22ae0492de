import { expect, it } from 'vitest';
import { noticeLegacyKeys } from '../../../../cli/live/legacy-keys.ts';
import { captureOutput } from '../captured-output.ts';

it('an old passphrase is accepted with a warning on stderr that does not quote it', () => {
  const { output, written } = captureOutput({});
  const key = { keyIdentifier: 'k', keyVersion: 1, passphrase: 'shopkey1' };
  noticeLegacyKeys([{ ...key, allowLegacyPassphrase: true }, key], output);
  expect(written).toMatchObject({
    stdout: '',
    stderr: 'The passphrase is accepted although a new one needs at least 12 characters: change it when you can.\n',
  });
});

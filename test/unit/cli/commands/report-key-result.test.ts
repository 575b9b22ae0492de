import { describe, expect, it } from 'vitest';
import { reportKeyResult } from '../../../../cli/commands/management/report-key-result.ts';
import { ManagementError, type KeyResult } from '../../../../management/index.ts';
import { captureOutput } from '../captured-output.ts';

const error = new ManagementError('ERR_MANAGEMENT_LOST', 'no answer came', { fault: 'unknown' });

const RESULTS: readonly (readonly [KeyResult, number, RegExp])[] = [
  [{ kind: 'applied', answered: true, passphraseSeen: true }, 0, /^Done, and read back/],
  [{ kind: 'applied', answered: false, passphraseSeen: true }, 0, /^Done: the answer was lost/],
  [{ kind: 'applied', answered: true, passphraseSeen: false }, 0, /identifier and version alone were compared/],
  [{ kind: 'appliedWithChanges', members: ['eventUrls'] }, 1, /not everything else is as it was: look at eventUrls/],
  [{ kind: 'changedBefore', members: ['encryptionKey'] }, 1, /^Nothing was sent: encryptionKey changed meanwhile/],
  [{ kind: 'refused', error }, 1, /nothing was changed/],
  [{ kind: 'notApplied', error }, 1, /the old key is still there/],
  [{ kind: 'notApplied' }, 1, /the old key is still there/],
  [{ kind: 'overwritten', found: { identifier: 'other', version: 2 } }, 1, /other version 2 is there/],
  [{ kind: 'unknown', error }, 4, /It may be set or not/],
];

describe('what became of a key', () => {
  it.each(RESULTS)('%o ends with %i', (result, exitCode, sentence) => {
    const people = captureOutput();
    expect(reportKeyResult(result, people.output)).toBe(exitCode);
    expect(people.written.stdout).toMatch(sentence);
    const programs = captureOutput({ json: true });
    reportKeyResult(result, programs.output);
    expect(JSON.parse(programs.written.stdout)).toMatchObject({ type: 'result', result: result.kind });
  });
});

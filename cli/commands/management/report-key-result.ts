import type { KeyResult } from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { printable, type Output } from '../../output/output.ts';
import { formatKey, keyMembers } from './format-key.ts';
import { problemMembers } from './open-management.ts';

/** Nobody knows what the platform has now. */
const EXIT_UNKNOWN = 4;

/** Prints what became of a change, as it was read back. @returns the exit code */
export function reportKeyResult(result: KeyResult, output: Output): number {
  const { kind } = result;
  const error = 'error' in result ? result.error : undefined;
  output.emit({
    type: 'result',
    result: kind,
    ...(kind === 'applied' && { answered: result.answered, passphraseSeen: result.passphraseSeen }),
    ...('members' in result && { members: result.members }),
    ...(kind === 'overwritten' && { found: keyMembers(result.found) }),
    ...(error && { code: error.code, message: printable(error.message), ...problemMembers(error) }),
  });
  for (const line of sentences(result)) output.print(printable(line));
  if (kind === 'applied') return 0;
  return kind === 'unknown' ? EXIT_UNKNOWN : EXIT_REFUSED;
}

function sentences(result: KeyResult): readonly string[] {
  const problem =
    'error' in result && result.error !== undefined ? [`  ${result.error.message} (${result.error.code})`] : [];
  switch (result.kind) {
    case 'applied':
      return [
        result.answered ? 'Done, and read back.' : 'Done: the answer was lost, and reading back shows the new key.',
        ...(result.passphraseSeen
          ? []
          : ['The credential may not see the passphrase: identifier and version alone were compared.']),
        'Terminals fetch it within hours, or at once from their menu (update). Keep the old key on the till until all have it.',
      ];
    case 'appliedWithChanges':
      return [`The key is set, but not everything else is as it was: look at ${result.members.join(', ')}.`];
    case 'changedBefore':
      return [`Nothing was sent: ${result.members.join(', ')} changed meanwhile. Look again before you decide.`];
    case 'refused':
      return ['The platform refused it: nothing was changed.', ...problem];
    case 'notApplied':
      return ['Read back: the old key is still there. Nothing is sent again by itself.', ...problem];
    case 'overwritten':
      return [
        `Read back: ${formatKey(result.found)} is there, neither the old key nor the new one. Another change came between.`,
      ];
    case 'unknown':
      return [
        'It may be set or not: the answer was lost, and reading back failed. Look with `tenderline keys get`.',
        ...problem,
      ];
    default:
      return result satisfies never;
  }
}

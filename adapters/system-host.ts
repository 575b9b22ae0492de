import { readFileSync } from 'node:fs';

/**
 * Identifies this machine, also over its restarts; `undefined` where nothing does. A container whose identity does not outlive it has none,
 * and neither has a system without such a file: there every other boot counts as one of this machine, which is the cautious mistake.
 */
export function systemHostId(): string | undefined {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

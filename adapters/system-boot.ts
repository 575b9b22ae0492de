import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/**
 * Identifies the boot of this machine: another value after a restart means that the power may have been cut.
 * Linux has an identifier for it; elsewhere it is the minute of the start, which also changes when the clock is set: then a restart is
 * assumed where there was none, which is the cautious mistake.
 */
export function systemBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `minute-${Math.round((Date.now() - uptime() * 1000) / 60_000)}`;
  }
}

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

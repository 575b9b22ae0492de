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

import type { WireObject } from '../messages/wire-object.ts';

/** The answer to a request that starts no dialogue, and its effects. */
export interface ImmediateResponse {
  readonly body: WireObject;
  readonly output?: readonly DeviceOutput[];
  /** The terminal releases the card that it holds. */
  readonly releasesCard?: boolean;
  /** The terminal reaches the host, and sends it what it kept. */
  readonly uploads?: boolean;
}

/** Text that is now on the screen, or printed. */
export interface DeviceOutput {
  readonly kind: 'displayed' | 'printed';
  readonly lines: readonly string[];
}

export const SUCCESS: WireObject = { Result: 'Success' };

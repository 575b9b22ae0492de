import type { Ownership } from '../ports/ownership.port.ts';

/** Every terminal belongs to this engine: its journal lets no other process in while this one lives. */
export const soleOwner: Ownership = {
  earlierOwnerMayWake: false,
  owns: () => true,
  acquire: () => Promise.resolve(true),
  release: () => Promise.resolve(),
  onLost: () => () => {},
};

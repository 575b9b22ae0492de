import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Engine, EngineOptions } from '../../index.ts';
import { printable, type Output } from '../output/output.ts';

/** How often the file is looked at: whether it was written, replaced or mounted anew. */
const LOOK_EVERY_MS = 1000;

export interface WatchOptions {
  /** The configuration file. */
  readonly path: string;
  /** Reads it anew, with everything that belongs to it. */
  readonly read: () => Promise<EngineOptions>;
  /** What the engine was started with. */
  readonly started: EngineOptions;
  readonly output: Output;
}

/**
 * Follows the configuration file: its terminals and shared keys are those of the engine, without a restart. A file that is wrong is
 * refused with a line, and the fleet stays as it is; of other members that change a line says that they wait for a restart. One that was
 * refused is read again until it is right: what is wrong may be beside it, as a passphrase file that comes later.
 *
 * @returns ends it
 */
export function watchFleet(engine: Engine, { path, read, started, output }: WatchOptions): () => void {
  let current = started;
  let turn = Promise.resolve();
  let refused: string | undefined;
  let hasEnded = false;
  const look = async () => {
    try {
      const next = await read();
      if (hasEnded) return;
      const { terminals, sharedKeys } = next;
      const hasNewKeys = sharedKeys !== undefined && !isDeepStrictEqual(sharedKeys, current.sharedKeys);
      const isNew = hasNewKeys || !isDeepStrictEqual(terminals, current.terminals);
      const changes = isNew ? await engine.terminals.apply({ terminals, ...(hasNewKeys && { sharedKeys }) }) : [];
      refused = undefined;
      for (const { poiid, change } of changes) report(output, change, poiid);
      if (hasNewKeys) report(output, 'keysReplaced');
      const needsRestart = !isDeepStrictEqual(othersOf(next), othersOf(current));
      current = { ...next, ...othersOf(current) };
      if (needsRestart) output.notice('Something beside terminals and keys has changed: it counts after a restart.');
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      if (hasEnded || why === refused) return;
      refused = why;
      output.emit({ type: 'fleet', change: 'refused', reason: why });
      output.notice(printable(`The changed configuration is refused, and everything stays as it is: ${why}`));
    }
  };
  // One after the other: the newest file counts last.
  const lookNext = () => {
    turn = turn.then(look);
  };
  const onLook = (now: Stats, before: Stats) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) lookNext();
  };
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, onLook);
  const again = setInterval(() => refused !== undefined && lookNext(), LOOK_EVERY_MS).unref();
  // It may have changed while the engine started.
  lookNext();
  return () => {
    hasEnded = true;
    clearInterval(again);
    unwatchFile(path, onLook);
  };
}

const TEXTS = {
  added: 'is taken up',
  readdressed: 'has another address',
  leaving: 'is removed, as soon as nothing of it is open',
  keysReplaced: 'the shared keys are other ones',
} as const;

function report(output: Output, change: keyof typeof TEXTS, poiid?: string): void {
  output.emit({ type: 'fleet', change, ...(poiid !== undefined && { poiid }) });
  output.notice(printable(`Configuration: ${poiid === undefined ? '' : `${poiid} `}${TEXTS[change]}.`));
}

/** Everything that only a restart changes; what cannot be compared is no change. */
function othersOf({ terminals: _, sharedKeys: _keys, logger: _logger, ...others }: EngineOptions) {
  return others;
}

import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Inspected } from '../../machines/index.ts';
import { READY } from './event-feed.ts';
import { LazyFeed } from './lazy-feed.ts';

/** Of a large shop that is busy, some seconds and some megabytes; of a small one, much longer. */
const CHANGES_KEPT = 100;
const ENTRIES_KEPT = 1000;

/** An engine in another process is not reached: what was said last may not be true any more. */
const AWAY = { type: 'away', data: '{}' } as const;

interface FeedParts {
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  readonly random: Random;
}

/** What changed of a running engine, several times a second. */
export function changesFeed(inspected: () => Inspected, { clock, random }: FeedParts): LazyFeed {
  let isThere = true;
  return new LazyFeed({
    clock,
    newRun: () => runOf(random),
    kept: CHANGES_KEPT,
    reread: ['/v1/inspection'],
    greeting: () => (isThere ? READY : AWAY),
    start: (emit) => {
      isThere = true;
      const end = inspected().follow?.(
        (changes) => emit('changes', changes),
        (isNow) => {
          isThere = isNow;
          emit(isNow ? READY.type : AWAY.type, {});
        },
      );
      return () => end?.();
    },
  });
}

/** Every entry of the feed of an engine. Its first, what is open, has a route of its own. */
export function entriesFeed(inspect$: Engine['inspect$'], { clock, random }: FeedParts): LazyFeed {
  return new LazyFeed({
    clock,
    newRun: () => runOf(random),
    kept: ENTRIES_KEPT,
    reread: ['/v1/inspection'],
    start: (emit) => {
      const subscription = inspect$.subscribe((entry) => {
        if (entry.k !== 'hello') emit('entry', entry);
      });
      return () => subscription.unsubscribe();
    },
  });
}

function runOf(random: Random): string {
  return Buffer.from(random.bytes(6)).toString('hex');
}

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** What is left on the heap afterwards is in use. */
export function collectGarbage() {
  gc();
  gc();
}

function look() {
  const { rss, heapUsed: heap } = process.memoryUsage();
  return { rss, heap };
}

/**
 * Looks at the memory of this process until it is stopped.
 *
 * @returns {{ stop(): { rss: number, heap: number } }} bytes more than at the start, at the most. The heap has what is not collected yet
 */
export function peakOfMemory() {
  const before = look();
  let most = before;
  const update = () => {
    const now = look();
    most = { rss: Math.max(most.rss, now.rss), heap: Math.max(most.heap, now.heap) };
  };
  const timer = setInterval(update, 20);
  return {
    stop() {
      clearInterval(timer);
      update();
      return { rss: most.rss - before.rss, heap: most.heap - before.heap };
    },
  };
}

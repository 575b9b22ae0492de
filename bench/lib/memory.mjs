import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** What is left on the heap afterwards is in use. */
export function collectGarbage() {
  gc();
  gc();
}

/** Looks at the memory of this process until it is stopped. @returns {{ stop(): { rss: number } }} bytes more than at the start, at the most */
export function peakOfMemory() {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  return {
    stop() {
      clearInterval(timer);
      return { rss: Math.max(most, process.memoryUsage.rss()) - before };
    },
  };
}

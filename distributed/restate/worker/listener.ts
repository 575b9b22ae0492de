import { startNotificationListener, type NotificationListener } from 'tenderline/adapters';
import type { WorkerParts } from 'tenderline/runtime';
import { call } from '../till/call.ts';
import { LISTENER } from '../till/caller.ts';
import type { WorkerListenerOptions } from './worker-options.ts';

/** While the engine is not reached, so many notifications wait; the next ones are dropped: they inform, and nothing waits for them. */
const WAITING_MAX = 1_000;

/** Takes the notifications of terminals, and brings each to the transaction or the terminal that it is about. */
export async function startListener(
  { ingress, ...options }: WorkerListenerOptions,
  secret: string,
  { keys, clock, log }: Pick<WorkerParts, 'keys' | 'clock' | 'log'>,
): Promise<NotificationListener> {
  const closing = new AbortController();
  let waiting = 0;
  const listener = await startNotificationListener({
    ...options,
    keyRing: keys,
    clock,
    log,
    sink(notification) {
      if (waiting >= WAITING_MAX) throw new Error('the engine is not reached: the notification is dropped');
      waiting += 1;
      call({ ingress, name: LISTENER, secret }, 'notified', { notification }, closing.signal, true)
        .catch((error: unknown) => {
          if (!closing.signal.aborted)
            log.warn({ component: 'listener' }, `a notification was refused: ${String(error)}`);
        })
        .finally(() => (waiting -= 1));
    },
  });
  const close = async () => {
    closing.abort();
    await listener.close();
  };
  return { ...listener, url: listener.url, port: listener.port, counts: () => listener.counts(), close };
}

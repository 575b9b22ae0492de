import { notificationHandler } from '../../../../adapters/notification-listener/notification-handler.ts';
import type { NotificationHandlerOptions, NotificationRequest } from '../../../../adapters/ports/listener.port.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { keepingLog, keepingSink, keyRing } from './notices.ts';

/** The one answer to whatever was taken. */
export const ACCEPTED = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: '[accepted]' };

/** A handler on a clock that the test steps, with what it delivers and logs. */
export function handlerWith(options: Partial<NotificationHandlerOptions> = {}) {
  const { received, sink } = keepingSink();
  const { lines, log } = keepingLog();
  const clock = steppedClock();
  const handler = notificationHandler({ keyRing, sink, log, clock, ...options });
  const send = async (request: NotificationRequest) => {
    const response = await handler.handle(request);
    await settle();
    return response;
  };
  return { handler, send, received, lines, clock };
}

/** A body that never ends: what is given, then nothing. */
export async function* stalling(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
  await new Promise<never>(() => {});
}

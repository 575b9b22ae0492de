import type { NotificationLog, ReceivedNotification } from '../../adapters/ports/notifications.port.ts';
import {
  startNotificationListener,
  type NotificationListener,
  type NotificationListenerOptions,
} from '../../adapters/index.ts';
import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import { loggerOf, readSettings, readSharedKey, type ConnectionFlags } from '../settings/connection.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import {
  describeCounts,
  describeNotification,
  describeRefusal,
  notificationMembers,
} from '../output/format-notification.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { SecretSources } from '../settings/secrets.ts';
import { required } from '../settings/settings.ts';
import { untilStopped } from '../live/until-stopped.ts';

export interface ListenFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** `tenderline listen`: prints the notifications of terminals as they arrive, repetitions too, until Ctrl-C or SIGTERM. */
export async function listen(flags: ListenFlags): Promise<number> {
  const output = createOutput(flags);
  const settings = await readSettings(flags);
  const { locale = 'en' } = settings;
  const sources = { flags, env: process.env, settings };
  const where = await readListener(required(settings, 'listenPort'), sources);
  const keyRing = await readKeyRing(sources);
  const stopped = untilStopped();
  const listener = await startOrExplain({
    ...where,
    ...(keyRing !== undefined && { keyRing }),
    log: refusalTeller(output, loggerOf(flags)),
    sink: (notification: ReceivedNotification) => {
      output.emit(notificationMembers(notification, locale));
      output.say(describeNotification(notification, locale));
    },
  });
  output.emit({ type: 'listening', url: listener.url });
  output.say(`Listening for notifications on ${output.paint('bold', listener.url)}. Ctrl-C ends it.\n`);

  await stopped;
  await listener.close();
  const counts = listener.counts();
  output.emit({ type: 'counts', ...counts });
  output.say();
  for (const line of describeCounts(counts)) output.say(line);
  return 0;
}

/** What is sealed opens with the shared key; who takes messages in the clear may have none. */
async function readKeyRing(sources: SecretSources): Promise<KeyRing | undefined> {
  const { listenClearText = false, keyIdentifier } = sources.settings;
  if (listenClearText && keyIdentifier === undefined) return undefined;
  return createKeyRing([await readSharedKey(sources)]);
}

async function startOrExplain(options: NotificationListenerOptions): Promise<NotificationListener> {
  try {
    return await startNotificationListener(options);
  } catch (error) {
    throw explainBusyPort(error, 'give another --listen-port');
  }
}

/** Says why something is refused as it happens: the first, the tenth, the hundredth time. */
function refusalTeller(output: Output, logger: NotificationLog): NotificationLog {
  return {
    info: (fields, message) => logger.info(fields, message),
    error: (fields, message) => logger.error(fields, message),
    warn(fields, message) {
      logger.warn(fields, message);
      const { reason, count, remoteAddress } = fields as { reason?: unknown; count?: unknown; remoteAddress?: unknown };
      const why = describeRefusal(reason);
      if (why === undefined) return;
      output.emit({ type: 'refused', reason, count, remoteAddress });
      output.say(`Refused, from ${String(remoteAddress)}: ${why} (${String(count)} so far)`);
    },
  };
}

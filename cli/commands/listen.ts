import {
  startNotificationListener,
  type NotificationListener,
  type NotificationListenerOptions,
  type ReceivedNotification,
} from '../../adapters/index.ts';
import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import { noticeLegacyKeys } from '../live/legacy-keys.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { formatCounts, formatNotification, formatRefusal, notificationMembers } from '../output/format-notification.ts';
import { createOutput, type Output } from '../output/output.ts';
import { createLogger, readSettings, readSharedKey } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import type { SecretSources } from '../settings/secrets.ts';
import { required } from '../settings/settings.ts';

type NotificationLog = NonNullable<NotificationListenerOptions['log']>;

/** `tenderline listen`: prints the notifications of terminals as they arrive, repetitions too, until Ctrl-C or SIGTERM. */
export async function listen(flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const settings = await readSettings(flags);
  const { locale = 'en' } = settings;
  const sources = { flags, env: process.env, settings };
  const options = await readListener(required(settings, 'listenPort'), sources);
  const keyRing = await readKeyRing(sources, output);
  const stopped = untilStopped();
  const listener = await startOrExplain({
    ...options,
    ...(keyRing !== undefined && { keyRing }),
    log: refusalReporter(output, createLogger(flags)),
    sink: (notification: ReceivedNotification) => {
      output.emit(notificationMembers(notification, locale));
      output.print(formatNotification(notification, locale));
    },
  });
  output.emit({ type: 'listening', url: listener.url });
  output.print(`Listening for notifications on ${output.paint('bold', listener.url)}. Ctrl-C ends it.\n`);

  await stopped;
  await listener.close();
  const counts = listener.counts();
  output.emit({ type: 'counts', ...counts });
  output.print();
  for (const line of formatCounts(counts)) output.print(line);
  return 0;
}

/** The key that opens sealed notifications. It may be missing when notifications in the clear are accepted. */
async function readKeyRing(sources: SecretSources, output: Output): Promise<KeyRing | undefined> {
  const { listenClearText = false, keyIdentifier } = sources.settings;
  if (listenClearText && keyIdentifier === undefined) return undefined;
  const keys = [await readSharedKey(sources)];
  noticeLegacyKeys(keys, output);
  return createKeyRing(keys);
}

async function startOrExplain(options: NotificationListenerOptions): Promise<NotificationListener> {
  try {
    return await startNotificationListener(options);
  } catch (error) {
    throw explainBusyPort(error, 'give another --listen-port');
  }
}

/** Prints why a request is refused, when the listener logs it: the first, the tenth, the hundredth of a kind. */
function refusalReporter(output: Output, logger: NotificationLog): NotificationLog {
  return {
    info: (fields, message) => logger.info(fields, message),
    error: (fields, message) => logger.error(fields, message),
    warn(fields, message) {
      logger.warn(fields, message);
      const { reason, count, remoteAddress } = fields as { reason?: unknown; count?: unknown; remoteAddress?: unknown };
      const why = formatRefusal(reason);
      if (why === undefined) return;
      output.emit({ type: 'refused', reason, count, remoteAddress });
      output.print(`Refused, from ${String(remoteAddress)}: ${why} (${String(count)} so far)`);
    },
  };
}

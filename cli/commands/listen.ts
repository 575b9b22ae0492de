import {
  startNotificationListener,
  type NotificationListener,
  type NotificationListenerOptions,
  type ReceivedNotification,
} from '../../adapters/index.ts';
import { createKeyRing, terminalKeys, type KeyFinder } from '../../crypto/index.ts';
import type { SharedKey } from '../../index.ts';
import { noticeLegacyKeys } from '../live/legacy-keys.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { formatCounts, formatNotification, formatRefusal, notificationMembers } from '../output/format-notification.ts';
import { createOutput, type Output } from '../output/output.ts';
import { readConfigured, type Configured } from '../settings/engine-config.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { needsSharedKey, readOwnKeys, readSharedKeys } from '../settings/keys.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import { createLogger } from '../settings/logger.ts';
import { required } from '../settings/settings.ts';

type NotificationLog = NonNullable<NotificationListenerOptions['log']>;

/** `tenderline listen`: prints the notifications of terminals as they arrive, repetitions too, until Ctrl-C or SIGTERM. */
export async function listen(flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const configured = await readConfigured(flags);
  const { settings } = configured;
  const { locale = 'en' } = settings;
  const sources = { flags, env: process.env, settings };
  const options = await readListener(required(settings, 'listenPort'), sources);
  const keyRing = await readKeyRing(flags, configured, output);
  const stopped = untilStopped();
  const listener = await startOrExplain({
    ...options,
    ...(keyRing !== undefined && { keyRing }),
    log: refusalReporter(output, await createLogger(settings)),
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

/** The keys that open sealed notifications. There may be none when notifications in the clear are accepted. */
async function readKeyRing(
  flags: ConnectionFlags,
  { settings, terminals = [], sharedKeys }: Configured,
  output: Output,
): Promise<KeyFinder | undefined> {
  const own = new Map<string, readonly SharedKey[]>();
  for (const terminal of terminals) {
    const keys = await readOwnKeys(terminal, process.env);
    if (keys !== undefined) own.set(terminal.poiid, keys);
  }
  const { listenClearText = false, keyIdentifier } = settings;
  const isNeeded = !listenClearText && (terminals.length === 0 || terminals.some(needsSharedKey));
  const isShared = isNeeded || keyIdentifier !== undefined || sharedKeys !== undefined;
  const shared = isShared ? await readSharedKeys(sharedKeys, { flags, env: process.env, settings }) : [];
  if (own.size + shared.length === 0) return undefined;
  noticeLegacyKeys([...shared, ...own.values()].flat(), output);
  const ownRings = Array.from(own, async ([poiid, keys]) => [poiid, await createKeyRing(keys)] as const);
  return terminalKeys(isShared ? await createKeyRing(shared) : undefined, new Map(await Promise.all(ownRings)));
}

async function startOrExplain(options: NotificationListenerOptions): Promise<NotificationListener> {
  try {
    return await startNotificationListener(options);
  } catch (error) {
    throw explainBusyPort(error, 'give another --listen-port');
  }
}

/** Prints why a request is refused, when the listener logs it: the first, the tenth, the hundredth of a kind. */
function refusalReporter(output: Output, logger: NotificationLog | undefined): NotificationLog {
  return {
    info: (fields, message) => logger?.info(fields, message),
    error: (fields, message) => logger?.error(fields, message),
    warn(fields, message) {
      logger?.warn(fields, message);
      const { reason, count, remoteAddress } = fields as { reason?: unknown; count?: unknown; remoteAddress?: unknown };
      const why = formatRefusal(reason);
      if (why === undefined) return;
      output.emit({ type: 'refused', reason, count, remoteAddress });
      output.print(`Refused, from ${String(remoteAddress)}: ${why} (${String(count)} so far)`);
    },
  };
}

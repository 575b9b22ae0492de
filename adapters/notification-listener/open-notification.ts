import type { KeyFinder } from '../../crypto/index.ts';
import { decodeJson, type Wrapper } from '../../protocol/codec.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import {
  readNotification,
  readNotificationIds,
  type DisplayNotification,
  type EventNotification,
  type NotificationIds,
} from '../../protocol/messages/notifications.ts';
import { openEnvelope } from '../open-envelope.ts';
import type { NotificationResult } from '../ports/listener.port.ts';
import type { Arrival } from '../ports/notifications.port.ts';

export interface OpeningOptions {
  /** Opens sealed notifications. Without it, none of those is accepted. */
  readonly keyRing?: KeyFinder | undefined;
  /** Whether notifications in the clear are accepted too. */
  readonly allowClearText: boolean;
}

export type OpenedNotification =
  | {
      readonly kind: 'notification';
      readonly notification: (DisplayNotification | EventNotification) & NotificationIds & Pick<Arrival, 'sealed'>;
    }
  | { readonly kind: 'dropped'; readonly reason: DropReason };

/** Why a body is not accepted as a notification. */
export type DropReason = Extract<NotificationResult, 'notOpened' | 'clearText' | 'notANotification'>;

/** Notifications come as requests; some are known to come in the other wrapper (reference 8, 9). */
const WRAPPERS = ['SaleToPOIRequest', 'SaleToPOIResponse'] as const satisfies readonly Wrapper[];

/** Reads the body of a notification (reference 8.2, 9), and opens it when it is sealed (reference 2.4). Never throws. */
export function openNotification(bytes: Uint8Array, { keyRing, allowClearText }: OpeningOptions): OpenedNotification {
  const value = decodeJson(bytes);
  const wrapper = WRAPPERS.find((name) => messageIn(value, name) !== undefined);
  const outer = wrapper && messageIn(value, wrapper);
  if (wrapper === undefined || outer === undefined) return { kind: 'dropped', reason: 'notANotification' };
  // A message with one sealed member is sealed: it is never read as clear text instead, allowed or not.
  const sealed = 'NexoBlob' in outer || 'SecurityTrailer' in outer;
  if (!sealed && !allowClearText) return { kind: 'dropped', reason: 'clearText' };
  const message = sealed ? unseal(outer, wrapper, keyRing) : outer;
  if (message === undefined) return { kind: 'dropped', reason: 'notOpened' };
  const ids = readNotificationIds(message['MessageHeader']);
  const notification = readNotification(message);
  if (ids === undefined || notification === undefined) return { kind: 'dropped', reason: 'notANotification' };
  return { kind: 'notification', notification: { ...notification, ...ids, sealed } };
}

function unseal(outer: JsonObject, wrapper: Wrapper, keyRing: OpeningOptions['keyRing']): JsonObject | undefined {
  const envelope = openEnvelope(outer, wrapper, keyRing);
  return envelope.kind === 'opened' ? envelope.message : undefined;
}

function messageIn(value: unknown, wrapper: Wrapper): JsonObject | undefined {
  const message = isObject(value) ? value[wrapper] : undefined;
  return isObject(message) ? message : undefined;
}

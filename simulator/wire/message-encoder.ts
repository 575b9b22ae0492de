import type { RingKey } from '../../crypto/key-ring.ts';
import { isObject, type WireObject } from '../messages/wire-object.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import type { TerminalSettings } from '../settings.ts';
import { withUnknownMembers, writeJson } from './json-style.ts';
import { sealMessage } from './protection.ts';

export interface EncodingOptions {
  /** The key to seal with; `undefined`: the message goes in the clear. */
  readonly key: RingKey | undefined;
  readonly settings: TerminalSettings;
  readonly random: RandomBytes;
}

/** Encodes a message for the wire: sealed when there is a key, which an answer has when its request had. */
export function encodeMessage(
  message: WireObject,
  { key, settings, random }: EncodingOptions,
  clearHeader?: WireObject,
): WireObject {
  const styled = settings.unknownMembers ? withUnknownMembers(message) : message;
  if (key === undefined) return styled;
  const [wrapper = '', envelope] = Object.entries(styled)[0] ?? [];
  const header = clearHeader ?? (isObject(envelope) ? envelope['MessageHeader'] : undefined);
  const sealed = sealMessage(wrapper, header, writeJson(styled, settings), key, random);
  return settings.unknownMembers ? withUnknownMembers(sealed) : sealed;
}

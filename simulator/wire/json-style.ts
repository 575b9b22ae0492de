import { isObject, type WireObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';

/** How JSON is written (reference 2.4). */
export type JsonStyle = Pick<TerminalSettings, 'escapedSlashes' | 'extraSpaces'>;

export function writeJson(value: WireObject, { escapedSlashes, extraSpaces }: JsonStyle): Uint8Array {
  // Line breaks occur only between tokens: inside a text they are escaped.
  const spaced = extraSpaces ? JSON.stringify(value, undefined, 1).replace(/\n */g, ' ') : JSON.stringify(value);
  return Buffer.from(escapedSlashes ? spaced.replaceAll('/', '\\/') : spaced, 'utf8');
}

/** Adds a member that no schema names to the header, the body and the trailer of a message (reference 3.5). */
export function withUnknownMembers(message: WireObject): WireObject {
  return mapObject(message, (envelope) => mapObject(envelope, withUnknownMember));
}

function withUnknownMember(part: WireObject): WireObject {
  return { ...part, SimulatedExtension: { Known: false } };
}

function mapObject(object: WireObject, change: (member: WireObject) => WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, member]) => [name, isObject(member) ? change(member) : member]),
  );
}

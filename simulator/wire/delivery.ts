import type { WireObject } from '../messages/responses.ts';
import type { TerminalSettings } from '../settings.ts';

/** What goes back over the connection, as the wire server carries it out. */
export type Delivery =
  | HttpAnswer
  /** The TCP connection is reset. */
  | { readonly kind: 'reset' }
  /** Nothing, ever; the connection stays open. */
  | { readonly kind: 'silence' };

export interface HttpAnswer {
  readonly kind: 'respond';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Wait before the first byte. */
  readonly delayMs?: number;
  /** Close the connection after so many bytes of the body. */
  readonly cutAtByte?: number;
  /** Send the body in pieces. */
  readonly pieces?: { readonly bytes: number; readonly everyMs: number };
}

export const JSON_TYPE = { 'Content-Type': 'application/json' };

export function respond(status: number, headers: HttpAnswer['headers'], body: string | Uint8Array): HttpAnswer {
  return { kind: 'respond', status, headers, body: Buffer.from(body) };
}

export function respondJson(status: number, value: unknown): HttpAnswer {
  return respond(status, JSON_TYPE, JSON.stringify(value));
}

/** How answers are written (reference 2.4). */
export type JsonStyle = Pick<TerminalSettings, 'escapedSlashes' | 'extraSpaces'>;

export function writeJson(value: WireObject, { escapedSlashes, extraSpaces }: JsonStyle): Uint8Array {
  // Line breaks stand only between tokens: inside a text they are escaped.
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
    Object.entries(object).map(([name, member]) => [
      name,
      typeof member === 'object' && member !== null && !Array.isArray(member) ? change({ ...member }) : member,
    ]),
  );
}

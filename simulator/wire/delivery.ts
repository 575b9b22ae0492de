/** What the wire server does with a request's connection. */
export type Delivery =
  | HttpAnswer
  /** The TCP connection is reset. */
  | { readonly kind: 'reset' }
  /** No answer ever; the connection stays open. */
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

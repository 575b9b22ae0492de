/** A JSON object on the wire. */
export type WireObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `YYYY-MM-DDTHH:mm:ss.SSSZ`, as terminals write time (reference 3.5). */
export function isoTime(nowMs: number): string {
  return new Date(nowMs).toISOString();
}

import * as fc from 'fast-check';

/** A POIID as terminals have them: model, hyphen, serial (reference 1.8). */
export const poiid = fc.stringMatching(/^[A-Za-z0-9]{3,8}-[A-Za-z0-9]{9,15}$/);

/** Bytes as a random source gives them. */
export const randomBytes = fc
  .infiniteStream(fc.integer({ min: 0, max: 255 }))
  .map((stream) => (length: number) => Uint8Array.from({ length }, () => Number(stream.next().value)));

import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/** A point of a signature, in units of the terminal's screen. */
export interface SignaturePoint {
  readonly x: number;
  readonly y: number;
}

/** A signature that was drawn on the screen. */
export interface Signature {
  /** The size of the area. Absent when the terminal does not report it. */
  readonly area?: { readonly width: number; readonly height: number };
  /** One list of points for each stroke: from where the pen came down to where it was lifted. */
  readonly strokes: readonly (readonly SignaturePoint[])[];
}

const coordinates = z.looseObject({ X: text, Y: text });

export const CapturedSignatureSchema = z.looseObject({
  AreaSize: optionalOrUndefined(coordinates),
  SignaturePoint: z.array(coordinates),
});

/** The pen is lifted (reference 4.4, UNCONFIRMED). */
const PEN_UP = 0xffff;

/** Reads a captured signature, whose coordinates are hexadecimal text (reference 4.4); `undefined` when it cannot be read. */
export function readSignature(captured: z.infer<typeof CapturedSignatureSchema> | undefined): Signature | undefined {
  if (captured === undefined) return undefined;
  const strokes: SignaturePoint[][] = [];
  let isPenDown = false;
  for (const { X, Y } of captured.SignaturePoint) {
    const [x, y] = [hexadecimal(X), hexadecimal(Y)];
    if (x === undefined || y === undefined) return undefined;
    if (x === PEN_UP && y === PEN_UP) isPenDown = false;
    else if (isPenDown) strokes.at(-1)?.push({ x, y });
    else {
      strokes.push([{ x, y }]);
      isPenDown = true;
    }
  }
  const [width, height] = [hexadecimal(captured.AreaSize?.X), hexadecimal(captured.AreaSize?.Y)];
  const area = width === undefined || height === undefined ? undefined : { width, height };
  return omitUndefined({ area, strokes });
}

function hexadecimal(digits: string | undefined): number | undefined {
  return digits !== undefined && /^[0-9a-f]{1,6}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

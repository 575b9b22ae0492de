import { z } from 'zod';
import { withRule } from '../../../validation/input-rules.ts';
import { fitsXhtml, XHTML_EXPECTED, xhtmlContent } from './xhtml.ts';

/** How a file of each kind begins, as base64. */
const BEGINNINGS = { PNG: 'iVBORw0KGgo', JPEG: '/9j/', GIF: 'R0lGODl|R0lGODd', BMP: 'Qk' } as const;

/** An image as base64, of one of these kinds. */
function imageSchema(...kinds: (keyof typeof BEGINNINGS)[]) {
  const expected = `the base64 of a ${kinds.join(', ')} file`;
  const beginning = new RegExp(`^(?:${kinds.map((kind) => BEGINNINGS[kind]).join('|')})`);
  const isImage = (text: string) =>
    beginning.test(text) && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return withRule({ code: 'ERR_INPUT_IMAGE' }, z.string(expected).refine(isImage, expected));
}

/** The size that a terminal takes is UNCONFIRMED (reference 6.3). */
export const DisplayedImageSchema = imageSchema('PNG', 'JPEG', 'GIF', 'BMP');

export const PrintedImageSchema = imageSchema('PNG').refine((image) => fitsXhtml(imageDocument(image)), XHTML_EXPECTED);

/**
 * The OutputContent for an image on paper. A document in any other form is answered with Success and leaves the paper blank: one `img`
 * and nothing around it, and a space after `base64,` (reference 6.5).
 */
export function printedImageContent(image: string) {
  return xhtmlContent(imageDocument(image));
}

function imageDocument(image: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><img src="data:image/png;base64, ${image}"/>`;
}

/** The OutputContent for an image on the screen (reference 6.3). */
export function displayedImageContent(image: string) {
  return {
    OutputFormat: 'MessageRef',
    PredefinedContent: { ReferenceID: 'Image' },
    OutputText: [{ Text: image }],
  } as const;
}

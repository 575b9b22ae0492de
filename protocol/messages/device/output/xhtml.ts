import { z } from 'zod';
import { wellFormed } from '../../../fields/text-bytes.ts';
import { withRule } from '../../../validation/input-rules.ts';

/** The longest OutputXHTML, in characters of base64 (reference 6.5). */
const LENGTH_MAX = 262_144;

/** Whether a document fits into OutputXHTML. */
export function fitsXhtml(xml: string): boolean {
  return Math.ceil(Buffer.byteLength(xml) / 3) * 4 <= LENGTH_MAX;
}

export const XHTML_EXPECTED = `at most ${LENGTH_MAX} characters of base64`;

/** A document that the caller wrote: it is sent as it is. */
export const XhtmlSchema = withRule(
  { code: 'ERR_INPUT_XHTML' },
  z
    .string('XHTML, as text')
    .refine((xml) => xml.trim().startsWith('<'), 'XHTML, as text')
    .refine(fitsXhtml, XHTML_EXPECTED),
);

/** The OutputContent for a document. */
export function xhtmlContent(xml: string) {
  return { OutputFormat: 'XHTML', OutputXHTML: Buffer.from(xml, 'utf8').toString('base64') } as const;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for an element or an attribute. What XML cannot have at all becomes a question mark. */
export function escapeXml(text: string): string {
  return wellFormed(text)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

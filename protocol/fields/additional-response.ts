import { collect, dottedPairs, readBase64Json, readForm } from './form.ts';

/** The additional members of a Response, flat: key to text. It has no prototype, so a missing key is `undefined`. */
export type AdditionalResponse = Readonly<Record<string, string>>;

/** A key: it has no space, no equals sign, and no more than the padding that ends base64. Text for people may contain `=` too. */
const FORM = /^\s*&*[^\s=&]+=(?!=?\s*$)/;
const WRAPPER = 'additionalData.';

/**
 * Reads AdditionalResponse in each form it has (reference 4.5): form pairs; base64 of JSON, where the members of a nested
 * `additionalData` count as members of the top and any other nesting gives dotted keys; bare text, which goes under `message`.
 *
 * Total: returns what can be read of any input. Numbers and booleans become text.
 */
export function readAdditionalResponse(text: unknown): AdditionalResponse {
  if (typeof text !== 'string' || text.trim() === '') return collect([]);
  const json = readBase64Json(text);
  if (json !== undefined) {
    return collect(
      dottedPairs(json).map(([key, value]) => [key.startsWith(WRAPPER) ? key.slice(WRAPPER.length) : key, value]),
    );
  }
  return collect(FORM.test(text) ? readForm(text.trim()) : [['message', text.trim()]]);
}

/** The errors that the terminal found in the request, one a line (reference 4.5). */
export function errorsOf(additional: AdditionalResponse): string[] {
  return linesOf(additional['errors']);
}

/** The members that the terminal did not understand and ignored, one a line (reference 3.5). */
export function warningsOf(additional: AdditionalResponse): string[] {
  return linesOf(additional['warnings']);
}

/**
 * What the terminal explains in words, in one line: its message, the errors it found, what it ignored, and its note;
 * `undefined` when it explains nothing.
 */
export function messageOf(additional: AdditionalResponse): string | undefined {
  const parts = ['message', 'errors', 'warnings', 'note'].flatMap((key) => linesOf(additional[key]));
  return parts.length === 0 ? undefined : [...new Set(parts)].join('; ');
}

function linesOf(text = ''): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

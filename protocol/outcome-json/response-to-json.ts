import { readAdditionalResponse } from '../fields/additional-response.ts';
import { writeForm } from '../fields/form.ts';
import { isObject, type JsonObject } from '../json.ts';
import { maskPan } from '../payment-result/card.ts';
import { maskNumbersIn, SECRET_CARD_DATA } from './secret-card-data.ts';

const WORDS = 'AdditionalResponse';

/** The last names of the paths: whatever is called so is secret, wherever it is. */
const SECRET_NAMES = new Set(
  SECRET_CARD_DATA.flatMap(({ members }) => members.map((path) => path.split('.').at(-1) ?? '')),
);
const MASKED_NAMES = new Set(['MaskedPan']);

/**
 * The answer of a terminal without the data of `SECRET_CARD_DATA`: secret members are left out, card numbers in texts are masked.
 * AdditionalResponse becomes form pairs.
 */
export function responseToJson(response: JsonObject): JsonObject {
  return withoutSecrets(response) as JsonObject;
}

function withoutSecrets(value: unknown, name = ''): unknown {
  if (name === WORDS) return wordsWithoutSecrets(value);
  if (typeof value === 'string') return MASKED_NAMES.has(name) ? maskPan(value) : maskNumbersIn(value);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([member]) => MASKED_NAMES.has(member) || !SECRET_NAMES.has(member));
  return Object.fromEntries(kept.map(([member, inner]) => [member, withoutSecrets(inner, member)]));
}

function wordsWithoutSecrets(words: unknown): string {
  const kept = Object.entries(readAdditionalResponse(words)).filter(
    ([key]) => !SECRET_NAMES.has(key.split('.').at(-1) ?? ''),
  );
  return writeForm(kept.map(([key, value]) => [key, maskNumbersIn(value)]));
}

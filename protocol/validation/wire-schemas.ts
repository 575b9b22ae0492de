import { z } from 'zod';

/**
 * Makes a member of a wire message optional in every way: missing, or of a kind we cannot read. A receipt that came out
 * wrong must not cost us the approval beside it.
 */
export function optionalOrUndefined<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** Text, or a number that is sent where text is meant, and the other way round: terminals do both (reference 3.5). */
export const text = z.union([z.string(), z.number().transform(String)]);

/** One of the words of an enum in any case, as the schema spells it; a word we do not know stays as it came (reference 3.5). */
export function openEnum<const Words extends readonly string[]>(words: Words) {
  const spelled = new Map(words.map((word) => [word.toLowerCase(), word]));
  return z.string().transform((word): Words[number] | (string & {}) => spelled.get(word.trim().toLowerCase()) ?? word);
}

/** `true` and `"true"`. */
export const flag = z.union([z.boolean(), z.stringbool()]);

import { z } from 'zod';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of `omitUndefined`: a member that may be undefined may be missing, and is present only with a value. */
export type OmitUndefined<T> = Flat<
  { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
    [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
  }
>;
type Flat<T> = { [Key in keyof T]: T[Key] };

/** A copy of an object without the members that are `undefined`. */
export function omitUndefined<const T extends object>(object: T): OmitUndefined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as OmitUndefined<T>;
}

/**
 * Makes a member of a wire message optional in every way: it may be missing, or of an unreadable type. A malformed receipt
 * must not cost us the approval beside it.
 */
export function optionalOrUndefined<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** Text, or a number in the place of text, and the other way round: terminals send both (reference 3.5). */
export const text = z.union([z.string(), z.number().transform(String)]);

/** A word of an enum in any case, spelt as in the schema; an unknown word is unchanged (reference 3.5). */
export function openEnum<const Words extends readonly string[]>(words: Words) {
  const spelled = new Map(words.map((word) => [word.toLowerCase(), word]));
  return z.string().transform((word): Words[number] | (string & {}) => spelled.get(word.trim().toLowerCase()) ?? word);
}

/** `true` and `"true"`. */
export const flag = z.union([z.boolean(), z.stringbool()]);

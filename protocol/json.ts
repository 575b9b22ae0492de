/** A JSON object, its members unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a caller may leave out, member by member; one that is `undefined` counts as left out. */
export type Optional<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

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

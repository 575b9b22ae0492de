/** The members with a value, of those names: what was not given stays absent, so that the library's default holds. */
export function givenMembers<Flags extends object, Name extends keyof Flags>(
  flags: Flags,
  names: readonly Name[],
): { [Key in Name]?: NonNullable<Flags[Key]> } {
  return Object.fromEntries(names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]))) as {
    [Key in Name]?: NonNullable<Flags[Key]>;
  };
}

/** A whole number. Any other text stays as it is: the library refuses it, and tells what was given. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
}

/** How a builder is called, and with what. */
export interface Builder {
  /** The calls of the library that use it, as Markdown. */
  readonly calls: string;
  readonly build: (input: object) => object;
  /** For each member a value, and another one: without it the member is left out. */
  readonly members: Readonly<Record<string, readonly unknown[]>>;
  /** Its other forms, each with the members that go together. */
  readonly also?: readonly Readonly<Record<string, readonly unknown[]>>[];
}

/** The builder of each category. @param protocol the exports of the door `protocol` */
export function builders(protocol: object): Readonly<Record<string, Builder>>;

/** Members of a builder that are no members of a call: the engine decides. */
export const SENT_BY_ITSELF: readonly string[];

/** How a builder is called, and with what. */
export interface Builder {
  /** The calls of the library that use it, as Markdown. */
  readonly calls: string;
  readonly build: (input: object) => object;
  /** For each member a value, and another one: without it the member is left out. */
  readonly members: Readonly<Record<string, readonly unknown[]>>;
  /** Members that do not go together with the others. */
  readonly also?: Readonly<Record<string, readonly unknown[]>>;
}

/** The builder of each category. @param protocol the exports of the door `protocol` */
export function builders(protocol: object): Readonly<Record<string, Builder>>;

import type { View } from '../contracts.ts';

/** How many ids are remembered: another wish is made soon, or under a new id. */
const REMEMBERED_MAX = 10_000;

/**
 * The refusals that were heard of, by the id of the transaction. Nothing of it was sent and its id is free; but only a wish that knows of the
 * refusal begins it again. A call that was made before may come late, when its till was told of the refusal long ago.
 */
export class Refusals {
  readonly #versions = new Map<string, number>();

  hear(id: string, { version, isFree }: View): void {
    this.#versions.delete(id);
    if (isFree !== true) return;
    this.#versions.set(id, version);
    const [oldest] = this.#versions.keys();
    if (this.#versions.size > REMEMBERED_MAX && oldest !== undefined) this.#versions.delete(oldest);
  }

  /** The version of the refusal that another wish is to name. */
  of(id: string): number | undefined {
    return this.#versions.get(id);
  }
}

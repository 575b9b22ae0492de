/** Changes that take time to prepare: each is made in the order in which it was asked for, so that the last one counts. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param prepared is under way
   * @param change is made when that is done, and every change that was asked for before
   */
  take<T, R>(prepared: Promise<T>, change: (prepared: T) => R): Promise<R> {
    const turn = Promise.all([prepared, this.#last]).then(([ready]) => change(ready));
    this.#last = Promise.allSettled([this.#last, turn]);
    return turn;
  }
}

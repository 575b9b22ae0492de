import { RestatePromise } from '@restatedev/restate-sdk';

/** The results of calls that are made at once. `Promise.all` would make each wait for itself, which the engine takes for a failure. */
export async function all<Result>(calls: readonly Promise<Result>[]): Promise<readonly Result[]> {
  // As the clients of objects and services make them, whatever their type says.
  return await RestatePromise.all(calls as RestatePromise<Result>[]);
}

/** What the hostile world found in the engine: each with the first seed that showed it. */
export const FOUND = [
  { wrong: 'list a transaction of an earlier process as unknown without the time of its next check', seed: 506 },
] as const;

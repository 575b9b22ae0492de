import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { Schedule, ScheduleStep } from '../../testkit/schedule/schedule.ts';

const POIID = 'V400m-324688179';
const order = {
  id: 'ORDER-1',
  poiid: POIID,
  amount: { currency: 'EUR', value: 1000 },
  tenderOptions: [],
  queue: false,
} as const;

function day(seed: number, steps: readonly ScheduleStep[], ...kinds: readonly InjectedFault['kind'][]): Schedule {
  const fixed = kinds.map((kind) => ({ exchange: 'ORDER-1 Payment 1', kind }));
  return { seed, poiids: [POIID], settings: {}, limits: {}, notifies: false, steps, faults: { fixed } };
}

/** The request is stalled, its process dies, and the terminal can be reached again long before the request arrives. */
const SENDER_DIES: readonly ScheduleStep[] = [
  { atMs: 1000, do: 'pay', order },
  { atMs: 1100, do: 'partition', poiid: POIID, lastsMs: 13_120 },
  { atMs: 1258, do: 'kill', afterCrossings: 0, how: 'killed', downMs: 12_626 },
];

/**
 * Defects that the hostile world found in the engine, each as the shortest day that revealed it. The seed draws the details, such as
 * how long the request is stalled.
 */
export const REGRESSIONS: readonly { readonly did: string; readonly schedule: Schedule }[] = [
  {
    did: 'listed a transaction of an earlier process as unknown without the time of its next check',
    schedule: day(506, [
      { atMs: 1000, do: 'pay', order, shopper: { does: 'neverPresents' } },
      { atMs: 40_000, do: 'disk', health: { kind: 'stalling', byMs: 2000 }, lastsMs: 20_000 },
      { atMs: 45_000, do: 'kill', afterCrossings: 0, how: 'killed', downMs: 100 },
      { atMs: 46_000, do: 'check', order: 'ORDER-1' },
    ]),
  },
  {
    did: 'was killed in a second attempt of what it had reported as unsent, and was judged by that report',
    schedule: day(28212835, [
      { atMs: 5000, do: 'disk', health: { kind: 'failing' }, lastsMs: 40_000 },
      { atMs: 10_000, do: 'pay', order },
      { atMs: 60_000, do: 'kill', afterCrossings: 3, how: 'killed', downMs: 1000 },
      { atMs: 60_001, do: 'pay', order },
    ]),
  },
  {
    did: 'believed a second NotFound while the machine of a dead process was still sending the request',
    schedule: day(1, SENDER_DIES, 'stallRequest'),
  },
  {
    did: 'took a clock that was set forward for time that had passed, and a NotFound for a proof',
    schedule: day(
      1,
      [...SENDER_DIES, ...[22_000, 27_000, 32_000].map((atMs) => ({ atMs, do: 'setClock', byMs: 30_000 }) as const)],
      'stallRequest',
    ),
  },
  {
    did: 'asked an hour late when the clock was set back by an hour while a slow disk stored the loss of the answer',
    schedule: day(
      2,
      [
        { atMs: 900, do: 'disk', health: { kind: 'stalling', byMs: 2000 }, lastsMs: 30_000 },
        { atMs: 1000, do: 'pay', order },
        { atMs: 8000, do: 'setClock', byMs: -3_600_000 },
      ],
      'resetAfterBytes',
    ),
  },
  {
    did: 'reported an intent that the full disk refused in other words than the next start, which cannot know of the disk',
    schedule: day(1, [
      { atMs: 900, do: 'disk', health: { kind: 'stalling', byMs: 2000 }, lastsMs: 30_000 },
      { atMs: 1000, do: 'pay', order },
      { atMs: 1900, do: 'disk', health: { kind: 'full' }, lastsMs: 90_000 },
      { atMs: 22_000, do: 'kill', afterCrossings: 0, how: 'killed', downMs: 20_000 },
    ]),
  },
  {
    did: 'was held to have forgotten a payment whose first record the slow disk stored after it was reported as too late',
    schedule: day(81_134_851, [
      { atMs: 900, do: 'disk', health: { kind: 'stalling', byMs: 20_000 }, lastsMs: 90_000 },
      { atMs: 55_000, do: 'pay', order },
      { atMs: 55_300, do: 'pay', order },
      { atMs: 58_000, do: 'kill', afterCrossings: 0, how: 'poweredOff', downMs: 2000 },
      { atMs: 300_000, do: 'check', order: 'ORDER-1' },
    ]),
  },
  {
    did: 'took up from the journal, as of a dead process, what it had just reported as unsent and no longer kept in memory',
    schedule: {
      ...day(1, [
        { atMs: 2970, do: 'disk', health: { kind: 'stalling', byMs: 20_000 }, lastsMs: 90_000 },
        { atMs: 46_242, do: 'pay', order },
        { atMs: 68_293, do: 'pay', order: { ...order, id: 'ORDER-3' } },
        { atMs: 86_242, do: 'pay', order },
      ]),
      limits: { settledKeptMax: 1 },
    },
  },
];

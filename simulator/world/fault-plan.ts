import type { FaultKind } from '../faults/faults.ts';
import { createPrng, seedFor, type Prng } from '../primitives/prng.ts';

/** What the network can do to one exchange. Times are virtual. */
export const NETWORK_FAULTS = [
  /** Nobody listens: refused at once. */
  'refuse',
  /** Nobody answers to the connection: given up after ten seconds. */
  'unreachable',
  'resetBeforeBytes',
  /** Reset while the request is written; it arrives whole, or not at all. */
  'resetWhileWriting',
  /** Reset when the request was written; it arrives, or not. */
  'resetAfterBytes',
  /** The request waits to be sent, for seconds or minutes; it is lost if its connection is reset first. */
  'stallRequest',
  /** Seconds on the way: what is sent later may arrive earlier. */
  'reorder',
  /** The request arrives once more, from another connection. */
  'duplicate',
  'tamperRequest',
  /** The answer never comes, and the connection stays open. */
  'stallAnswer',
  /** The answer comes late, maybe after it was given up. */
  'delayAnswer',
  'truncateAnswer',
  'tamperAnswer',
  /** An older answer of the same terminal comes in place of the answer. */
  'replayAnswer',
  /** From here on nothing passes in either direction, for a second or for minutes. */
  'partition',
] as const;

export type NetworkFaultKind = (typeof NETWORK_FAULTS)[number];

/** What a terminal can do to one exchange: those of its faults that are not the network's own. */
export const ANSWER_FAULTS = [
  'loseRequest',
  'httpStatus',
  'badJson',
  'missingWrapper',
  'noKey',
  'cryptoError',
  'reject',
  'forgedApproval',
  'redirect',
  'duplicateServiceID',
  'emptyBody',
  'notJson',
  'clearText',
  'corruptHmac',
  'flipBlob',
  'flipPadding',
  'wrongServiceID',
  'wrongSaleID',
  'wrongPOIID',
  'wrongCategory',
  'headerMismatch',
  'unknownKey',
  'replayPrevious',
] as const satisfies readonly FaultKind[];

export type AnswerFaultKind = (typeof ANSWER_FAULTS)[number];
export type WorldFaultKind = NetworkFaultKind | AnswerFaultKind;

/** How likely each fault is for one exchange, 0 to 1. */
export type FaultProbabilities = Readonly<Partial<Record<WorldFaultKind, number>>>;

/** A fault that struck. `at` names the exchange: `ORDER-3 Payment 1`. */
export interface Struck {
  readonly at: string;
  readonly kind: WorldFaultKind;
}

/** Decides what happens to each exchange. */
export interface Fates {
  /** The faults of the exchange of that name. */
  of(at: string): readonly WorldFaultKind[];
  /** Chance for the details of a fault: the same for the same exchange, whatever else happens. */
  chance(at: string, kind: WorldFaultKind): Prng;
}

/** Draws each exchange's faults from the seed and its name, so that one exchange more or less changes no other's fate. */
export function drawnFates(seed: number, probabilities: FaultProbabilities): Fates {
  const likely = Object.entries(probabilities) as [WorldFaultKind, number][];
  return {
    of(at) {
      const prng = createPrng(seedFor(seed, at));
      return likely.filter(([, probability]) => prng.next() < probability).map(([kind]) => kind);
    },
    chance: (at, kind) => chance(seed, at, kind),
  };
}

/** Exactly these faults, with the details that the seed draws. */
export function fixedFates(seed: number, faults: readonly Struck[]): Fates {
  return {
    of: (at) => faults.filter((fault) => fault.at === at).map(({ kind }) => kind),
    chance: (at, kind) => chance(seed, at, kind),
  };
}

function chance(seed: number, at: string, kind: WorldFaultKind): Prng {
  return createPrng(seedFor(seed, `${at} ${kind}`));
}

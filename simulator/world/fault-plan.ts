import type { FaultKind } from '../faults/faults.ts';
import { createPrng, seedFor, type Prng } from '../primitives/prng.ts';

/** The faults of the network in one exchange. Times are virtual. */
export const NETWORK_FAULTS = [
  /** The port is closed: refused at once. */
  'refuse',
  /** Connecting gets no answer: given up after ten seconds. */
  'unreachable',
  /** The handshake takes seconds: what happens meanwhile happens before the first byte. */
  'slowConnect',
  'resetBeforeBytes',
  /** Reset while the request is written; it arrives whole, or not at all. */
  'resetWhileWriting',
  /** Reset after the request was written; it arrives, or not. */
  'resetAfterBytes',
  /** Sending the request stalls for seconds or minutes; it is lost if its connection is reset first. */
  'stallRequest',
  /** The request takes seconds: what is sent later may arrive earlier. */
  'reorder',
  /** The request arrives once more, from another connection. */
  'duplicate',
  'tamperRequest',
  /** The answer never comes, and the connection stays open. */
  'stallAnswer',
  /** The answer is late, maybe after it was given up. */
  'delayAnswer',
  'truncateAnswer',
  'tamperAnswer',
  /** An earlier answer of the same terminal takes the place of the answer. */
  'replayAnswer',
  /** From now on nothing passes in either direction, for a second or for minutes. */
  'partition',
] as const;

/** What can happen to a connection in the simulated world. */
export type NetworkFaultKind = (typeof NETWORK_FAULTS)[number];

/** The faults of the terminal in one exchange: those of the simulator's faults that do not belong to the network. */
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
  /** Whether it was charged or not, the answer is a time-out. */
  'timeOutAnswer',
] as const satisfies readonly FaultKind[];

/** What can happen to an answer in the simulated world. */
export type AnswerFaultKind = (typeof ANSWER_FAULTS)[number];
/** What can happen in the simulated world. */
export type WorldFaultKind = NetworkFaultKind | AnswerFaultKind;

/** The probability of each fault in one exchange, 0 to 1. */
export type FaultProbabilities = Readonly<Partial<Record<WorldFaultKind, number>>>;

/** A fault that struck, and the exchange that it struck: `ORDER-3 Payment 1`. */
export interface InjectedFault {
  readonly exchange: string;
  readonly kind: WorldFaultKind;
}

/** Decides the faults of each exchange. */
export interface FaultPlan {
  /** The faults of the exchange of that name. */
  faultsOf(exchange: string): readonly WorldFaultKind[];
  /** Randomness for the details of a fault: the same for the same exchange, whatever else happens. */
  detailsOf(fault: InjectedFault): Prng;
}

/** Draws the faults of each exchange from the seed and its name, so that one exchange more or less changes no other's faults. */
export function seededFaultPlan(seed: number, probabilities: FaultProbabilities): FaultPlan {
  const likely = Object.entries(probabilities) as [WorldFaultKind, number][];
  return {
    faultsOf(exchange) {
      const prng = createPrng(seedFor(seed, exchange));
      return likely.filter(([, probability]) => prng.next() < probability).map(([kind]) => kind);
    },
    detailsOf: (fault) => seededDetails(seed, fault),
  };
}

/** Exactly these faults, with details drawn from the seed. */
export function fixedFaultPlan(seed: number, faults: readonly InjectedFault[]): FaultPlan {
  return {
    faultsOf: (exchange) => faults.filter((fault) => fault.exchange === exchange).map(({ kind }) => kind),
    detailsOf: (fault) => seededDetails(seed, fault),
  };
}

function seededDetails(seed: number, { exchange, kind }: InjectedFault): Prng {
  return createPrng(seedFor(seed, `${exchange} ${kind}`));
}

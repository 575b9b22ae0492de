import { ConfigError, formatValue } from '../../errors.ts';
import { createPrng } from '../primitives/prng.ts';
import { FAULT_KINDS, isFaultKind, stageOf, type FaultSource, type FaultStage } from './fault-stages.ts';
import type { Fault, FaultKind } from './faults.ts';

/** How likely each fault is. */
export interface SeededFaultsOptions {
  /** The same seed and the same order of requests give the same faults. */
  readonly seed: number;
  /** The probability of each kind of fault, 0 to 1. The sum of each stage must not exceed 1. */
  readonly probabilities: Readonly<Partial<Record<FaultKind, number>>>;
  /** Only requests of these categories are struck. Default: all. Connection faults strike any connection. */
  readonly categories?: readonly string[];
}

/** Draws faults at random, once for each stage of each exchange. @throws {ConfigError} `ERR_CONFIG_FAULTS` */
export function seededFaults({ seed, probabilities, categories }: SeededFaultsOptions): FaultSource {
  const prng = createPrng(seed);
  const chances = Object.entries(probabilities).map(([kind, probability]) => chanceOf(kind, probability));
  const ofStage = (stage: FaultStage) => chances.filter(({ kind }) => stageOf(kind) === stage);
  const byStage = { connect: ofStage('connect'), header: ofStage('header'), request: ofStage('request') };
  for (const [stage, list] of Object.entries(byStage)) {
    const sum = list.reduce((total, { probability }) => total + probability, 0);
    if (sum > 1 + 1e-9) {
      throw new ConfigError('ERR_CONFIG_FAULTS', {
        path: 'probabilities',
        expected: `a sum of at most 1 at stage ${stage}`,
        found: String(sum),
      });
    }
  }
  return {
    next(stage, category) {
      // Drawn also when no fault can strike, so that one request more or less of another category does not shift the rest.
      const [drawn, size] = [prng.next(), prng.next()];
      if (stage === 'request' && categories !== undefined && !categories.includes(category ?? '')) return undefined;
      let threshold = 0;
      for (const { kind, probability } of byStage[stage]) {
        threshold += probability;
        if (drawn < threshold) return faultOf(kind, size);
      }
      return undefined;
    },
  };
}

/** A fault of that kind; `size`, 0 up to 1, chooses among its sizes where it has some. */
export function faultOf(kind: FaultKind, size: number): Fault {
  return DRAWN[kind](size);
}

const DRAWN: { readonly [Kind in FaultKind]: (size: number) => Fault & { kind: Kind } } = {
  refuseConnection: () => ({ kind: 'refuseConnection' }),
  dropBeforeRead: () => ({ kind: 'dropBeforeRead' }),
  loseRequest: () => ({ kind: 'loseRequest' }),
  httpStatus: (size) => ({ kind: 'httpStatus', status: 503, ...(size < 0.5 && { when: 'after' }) }),
  badJson: () => ({ kind: 'badJson' }),
  missingWrapper: () => ({ kind: 'missingWrapper' }),
  noKey: (size) => ({ kind: 'noKey', wrapped: size < 0.5 }),
  cryptoError: () => ({ kind: 'cryptoError' }),
  reject: () => ({ kind: 'reject' }),
  forgedApproval: () => ({ kind: 'forgedApproval' }),
  redirect: () => ({ kind: 'redirect' }),
  duplicateServiceID: () => ({ kind: 'duplicateServiceID' }),
  dropAfterRead: (size) => ({ kind: 'dropAfterRead', when: size < 0.5 ? 'atOnce' : 'atAnswer' }),
  stall: () => ({ kind: 'stall' }),
  truncateBody: (size) => ({ kind: 'truncateBody', bytes: Math.floor(size * 400) }),
  emptyBody: () => ({ kind: 'emptyBody' }),
  notJson: () => ({ kind: 'notJson' }),
  hugeBody: () => ({ kind: 'hugeBody', bytes: 4 * 1024 * 1024 }),
  slowBody: (size) => ({ kind: 'slowBody', chunkBytes: 100 + Math.floor(size * 1000), everyMs: 1 }),
  clearText: () => ({ kind: 'clearText' }),
  corruptHmac: () => ({ kind: 'corruptHmac' }),
  flipBlob: () => ({ kind: 'flipBlob' }),
  flipPadding: () => ({ kind: 'flipPadding' }),
  wrongServiceID: () => ({ kind: 'wrongServiceID' }),
  wrongSaleID: () => ({ kind: 'wrongSaleID' }),
  wrongPOIID: () => ({ kind: 'wrongPOIID' }),
  wrongCategory: () => ({ kind: 'wrongCategory' }),
  headerMismatch: () => ({ kind: 'headerMismatch' }),
  unknownKey: () => ({ kind: 'unknownKey' }),
  timeOutAnswer: (size) => ({ kind: 'timeOutAnswer', listed: size < 0.5 }),
  replayPrevious: (size) => ({ kind: 'replayPrevious', relabelled: size < 0.5 }),
};

function chanceOf(kind: string, probability: number): { kind: FaultKind; probability: number } {
  if (!isFaultKind(kind)) {
    const expected = `one of ${FAULT_KINDS.join(', ')}`;
    throw new ConfigError('ERR_CONFIG_FAULTS', { path: 'probabilities', expected, found: formatValue(kind) });
  }
  if (!(probability >= 0 && probability <= 1)) {
    const [path, found] = [`probabilities.${kind}`, formatValue(probability)];
    throw new ConfigError('ERR_CONFIG_FAULTS', { path, expected: '0 to 1', found });
  }
  return { kind, probability };
}

import type { TransactionEvent, TransactionLimits } from '../../machines/index.ts';

/**
 * What all that happened says about whether the request arrived: the rules of reference 5.3 and 5.4 once more, kept beside the
 * machine and not read off its context.
 */
export interface Evidence {
  /** The latest moment at which the request can have left. */
  readonly leftAtMs: number;
  /** The last contact with the terminal: a connection that was made, or an answer. */
  readonly heardAtMs: number;
  /** The terminal showed that it had the request. */
  readonly seen: boolean;
  /** The terminal restarted, or was silent so long that it can have: it may have forgotten. */
  readonly mayHaveForgotten: boolean;
  /** From when on a NotFound is the second one: the first was said since the request left, and the wait after it is over. */
  readonly secondFromMs?: number | undefined;
  /** The process that sent the request died: until when its machine may still be sending it. */
  readonly lingersUntilMs?: number;
}

export function evidenceAtBirth(bornAtMs: number): Evidence {
  return { leftAtMs: bornAtMs, heardAtMs: bornAtMs, seen: false, mayHaveForgotten: false };
}

/** @param from where the transaction stood: answers to a check count only during a check */
export function evidenceAfter(
  before: Evidence,
  from: string,
  event: TransactionEvent,
  limits: TransactionLimits,
): Evidence {
  const { atMs } = event;
  // Nothing has left, so nothing that comes says anything of it.
  const isStoring = from === 'sending.storing';
  if (isStoring && (event.type === 'link.written' || event.type === 'poi.undecided')) return before;
  const isCheck = from === 'statusChecking';
  const silenceMs = atMs - before.heardAtMs;
  const forgot = before.mayHaveForgotten || silenceMs < 0 || silenceMs > limits.terminalRestartMinMs;
  const evidence = from === 'sending.transmitting' ? { ...before, leftAtMs: atMs } : before;
  switch (event.type) {
    case 'link.written':
      return { ...before, leftAtMs: atMs, heardAtMs: atMs, secondFromMs: undefined };
    case 'poi.undecided': {
      const heardAtMs = from === 'sending.transmitting' || from === 'awaiting' ? atMs : before.heardAtMs;
      return { ...evidence, heardAtMs, seen: before.seen || event.seen };
    }
    case 'poi.inProgress':
      return isCheck ? { ...evidence, heardAtMs: atMs, seen: true, mayHaveForgotten: forgot } : evidence;
    case 'poi.notFound': {
      if (!isCheck) return evidence;
      const secondFromMs = before.secondFromMs ?? atMs + Math.max(limits.notFoundGapMs, silenceMs);
      return { ...evidence, heardAtMs: atMs, mayHaveForgotten: forgot, secondFromMs };
    }
    case 'status.unanswered': {
      if (!isCheck) return evidence;
      const mayHaveForgotten = before.mayHaveForgotten || event.failure.code === 'ERR_LINK_REFUSED';
      return { ...evidence, seen: before.seen || event.seen, mayHaveForgotten };
    }
    case 'terminal.restarted':
      return { ...evidence, mayHaveForgotten: true };
    case 'host.restarted': {
      const lingersUntilMs = before.lingersUntilMs ?? atMs + (limits.lingerMaxMs ?? 0);
      return { ...evidence, mayHaveForgotten: before.mayHaveForgotten || event.rebooted, lingersUntilMs };
    }
    default:
      return evidence;
  }
}

/** Whether a NotFound that a check receives now proves that the request never arrived. */
export function neverArrived(before: Evidence, atMs: number, limits: TransactionLimits): boolean {
  const silenceMs = atMs - before.heardAtMs;
  const ageMs = atMs - before.leftAtMs;
  return (
    !before.seen &&
    !before.mayHaveForgotten &&
    silenceMs >= 0 &&
    silenceMs <= limits.terminalRestartMinMs &&
    ageMs >= limits.notFoundAgeMinMs &&
    ageMs <= limits.notFoundAgeMaxMs &&
    before.secondFromMs !== undefined &&
    atMs >= before.secondFromMs &&
    atMs >= (before.lingersUntilMs ?? atMs)
  );
}

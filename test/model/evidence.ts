import type {
  TransactionEvent,
  TransactionEventPayload,
  TransactionLimits,
  UnclearAnswer,
} from '../../machines/index.ts';
import type { KeyName } from '../../protocol/key-name.ts';
import type { SettledResult } from '../../protocol/outcome.ts';

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
  /** What the terminal last said of the end, unclearly, and without saying since that it runs. */
  readonly said?: SettledResult | undefined;
  /** The process that sent the request died: until when its machine may still be sending it. */
  readonly lingersUntilMs?: number;
  /** Each attempt that was begun, the first included: its ServiceID, and its key once that is known. */
  readonly attempts: readonly { readonly ServiceID: string; readonly key?: string }[];
}

export function evidenceAtBirth(bornAtMs: number, ServiceID: string): Evidence {
  const attempts = [{ ServiceID }];
  return { attempts, leftAtMs: bornAtMs, heardAtMs: bornAtMs, seen: false, mayHaveForgotten: false };
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
  if (isStoring && ['link.written', 'poi.undecided', 'poi.unclear', 'poi.progress'].includes(event.type)) return before;
  const isCheck = from === 'statusChecking';
  // Beside a request that is awaited a check proves what it says, and no silence is counted from it.
  const isBeside = from === 'awaiting.checking';
  const isAwaited = from === 'sending.transmitting' || from.startsWith('awaiting.');
  const silenceMs = atMs - before.heardAtMs;
  const forgot = before.mayHaveForgotten || silenceMs < 0 || silenceMs > limits.terminalRestartMinMs;
  const evidence = from === 'sending.transmitting' ? { ...before, leftAtMs: atMs } : before;
  switch (event.type) {
    case 'link.written':
      return { ...before, leftAtMs: atMs, heardAtMs: atMs, secondFromMs: undefined };
    case 'poi.undecided': {
      const heardAtMs = isAwaited ? atMs : before.heardAtMs;
      return { ...evidence, heardAtMs, seen: before.seen || event.seen };
    }
    case 'poi.unclear': {
      const heardAtMs = isAwaited && !event.recovered ? atMs : before.heardAtMs;
      // A rejected check says nothing of the request.
      const said = event.seen || !event.recovered ? event.result : before.said;
      return { ...evidence, heardAtMs, seen: before.seen || event.seen, said };
    }
    case 'poi.progress':
      return { ...evidence, seen: true };
    case 'poi.inProgress':
      if (isBeside) return { ...evidence, seen: true, said: undefined };
      return isCheck
        ? { ...evidence, heardAtMs: atMs, seen: true, mayHaveForgotten: forgot, said: undefined }
        : evidence;
    case 'poi.notFound': {
      if (!isCheck) return evidence;
      const secondFromMs = before.secondFromMs ?? atMs + Math.max(limits.notFoundGapMs, silenceMs);
      return { ...evidence, heardAtMs: atMs, mayHaveForgotten: forgot, secondFromMs };
    }
    case 'status.unanswered': {
      if (!isCheck && !isBeside) return evidence;
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

type Rejected = Extract<TransactionEventPayload, { type: 'poi.rejected' }>;

const textOf = ({ keyIdentifier, keyVersion }: KeyName) => `${keyIdentifier} ${keyVersion}`;

/** Whether a rejection leaves the request free to go once more (reference 2.1): each key once, each ServiceID once, nothing else heard of it. */
export function leavesAnother({ attempts, seen, said }: Evidence, from: string, event: Rejected): boolean {
  const { failure, key, next } = event;
  if (from !== 'awaiting.waiting' || failure.code !== 'ERR_REJECTED_CRYPTO' || seen || said !== undefined) return false;
  if (key === undefined || next === undefined) return false;
  const current = attempts.at(-1)?.key;
  if (current !== undefined && current !== textOf(key)) return false;
  const used = [...attempts.map((attempt) => attempt.key), textOf(key)];
  return !used.includes(textOf(next.key)) && !attempts.some(({ ServiceID }) => ServiceID === next.ServiceID);
}

/** The attempts after a rejection that left another one. */
export function attemptsAfter({ attempts }: Evidence, { key, next }: Rejected): Evidence['attempts'] {
  if (key === undefined || next === undefined) return attempts;
  const rejected = attempts.map((attempt, index) =>
    index === attempts.length - 1 ? { ...attempt, key: textOf(key) } : attempt,
  );
  return [...rejected, { ServiceID: next.ServiceID, key: textOf(next.key) }];
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

/** Whether a check that receives this answer now hears the end of the transaction for the second time. */
export function saysTheEndAgain({ said, seen }: Evidence, from: string, answer: UnclearAnswer): boolean {
  const factsOf = ({ kind, errorCondition, pspReference, message }: SettledResult) =>
    [kind, errorCondition, pspReference, message].join();
  return (
    ['statusChecking', 'awaiting.checking'].includes(from) &&
    answer.recovered &&
    (answer.seen || !seen) &&
    said !== undefined &&
    factsOf(said) === factsOf(answer.result)
  );
}

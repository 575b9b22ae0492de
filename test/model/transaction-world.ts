import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import {
  createdAt,
  transactionMachine,
  type TimerName,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionEventPayload,
  type TransactionInput,
} from '../../machines/index.ts';
import { placeOf } from '../support/transactions.ts';
import type { Arrow } from './edges.ts';
import { attemptsAfter, evidenceAfter, evidenceAtBirth, type Evidence } from './evidence.ts';

/** What can be done to a transaction: time passes, or something happens at that time. */
export type Move = { readonly type: 'time.passes'; readonly ms: number } | TransactionEventPayload;

/** One thing that happened, and where the transaction stood before it. */
export interface Step {
  readonly from: string;
  readonly event: TransactionEvent;
  readonly to: string;
}

/** The production machine, and around it what its process would keep: the time, the timers, whether a question is under way. */
export interface TransactionWorld {
  /** As it was opened. */
  readonly input: TransactionInput;
  readonly snapshot: SnapshotFrom<typeof transactionMachine>;
  readonly nowMs: number;
  /** What the last step commanded. */
  readonly commands: readonly TransactionCommand[];
  /** When each timer is due. */
  readonly armed: Readonly<Partial<Record<TimerName, number>>>;
  /** A TransactionStatus is under way. */
  readonly asking: boolean;
  readonly history: readonly Step[];
  readonly evidence: Evidence;
}

const ENDS_A_QUESTION: readonly Move['type'][] = ['poi.inProgress', 'poi.notFound', 'status.unanswered', 'poi.unclear'];

export function born(input: TransactionInput): TransactionWorld {
  const [snapshot, actions] = initialTransition(transactionMachine, input);
  const commands = actions as unknown as readonly TransactionCommand[];
  const nowMs = input.createdAtMs;
  const evidence = evidenceAtBirth(nowMs, input.ServiceID);
  return { input, snapshot, nowMs, commands, armed: timersOf(commands), asking: false, history: [], evidence };
}

/** The next state of the world. The machine is driven as the process drives it; no rule of its own is repeated here. */
export function move(world: TransactionWorld, happening: Move): TransactionWorld {
  if (happening.type === 'time.passes') return { ...world, nowMs: world.nowMs + happening.ms, commands: [] };
  const event = { ...happening, atMs: world.nowMs } as TransactionEvent;
  const [snapshot, actions] = transition(transactionMachine, world.snapshot, event);
  const commands = actions as unknown as readonly TransactionCommand[];
  const from = placeOf(world.snapshot);
  const settled = snapshot.status === 'done';
  // A restart takes the timers and the question with it; a timer that fired is gone.
  const lost = event.type === 'host.restarted';
  const armed = Object.entries(lost ? {} : world.armed).filter(([name]) => event.type !== `timer.${name}`);
  const isOwnAnswer = event.type === 'poi.unclear' && !event.recovered;
  const answered = from.endsWith('hecking') && ENDS_A_QUESTION.includes(event.type) && !isOwnAnswer;
  const asks = commands.some(({ type }) => type === 'askStatus');
  const evidence = evidenceAfter(world.evidence, from, event, snapshot.context.input.limits);
  // That it goes once more is the machine's decision; the rules judge it by what came before.
  const goesAgain = event.type === 'poi.rejected' && commands.some(({ type }) => type === 'transmit');
  return {
    input: world.input,
    snapshot,
    nowMs: world.nowMs,
    commands,
    armed: settled ? {} : { ...Object.fromEntries(armed), ...timersOf(commands) },
    asking: !settled && (asks || (world.asking && !answered && !lost)),
    history: [...world.history, { from, event, to: placeOf(snapshot) }],
    evidence: goesAgain ? { ...evidence, heardAtMs: event.atMs, attempts: attemptsAfter(evidence, event) } : evidence,
  };
}

/** The same transaction from its events as the journal keeps them: as JSON, through the machine, without a command. */
export function folded({ input, history }: TransactionWorld): SnapshotFrom<typeof transactionMachine> {
  const stored = JSON.parse(JSON.stringify({ input, events: history.map(({ event }) => event) })) as {
    input: TransactionInput;
    events: TransactionEvent[];
  };
  let [snapshot] = initialTransition(transactionMachine, stored.input);
  for (const event of stored.events) [snapshot] = transition(transactionMachine, snapshot, event);
  return snapshot;
}

/**
 * What decides how a transaction goes on, as text: two worlds of the same key are the same state. Moments count by their
 * distance from now, as far as a limit distinguishes them; what only NotFound asks for is dropped when NotFound proves nothing,
 * to the machine and by the evidence.
 */
export function keyOf({ snapshot, nowMs, armed, asking, evidence }: TransactionWorld): string {
  const { context } = snapshot;
  const { limits } = context.input;
  if (context.outcome !== undefined) {
    const { kind, charged, recovered, abortRequested } = context.outcome;
    return ['settled', kind, charged, recovered, abortRequested].join(' ');
  }
  const soonMs = Math.max(limits.notFoundGapMs, limits.notFoundAgeMinMs, limits.terminalRestartMinMs);
  const since = (atMs: number | undefined, limitMs = 0) =>
    atMs === undefined ? '-' : Math.max(-soonMs, Math.min(nowMs - atMs, limitMs + 1));
  const { seenByTerminal, terminalRestarted, notFound, processLostAt } = context;
  const { atMs: sentAtMs } = context.latestSendAt ?? createdAt(context.input);
  const { atMs: heardAtMs } = context.lastContactAt ?? createdAt(context.input);
  const proof = [
    [
      seenByTerminal || terminalRestarted,
      heardAtMs,
      sentAtMs,
      notFound && notFound.at.atMs + notFound.waitMs,
      processLostAt && processLostAt.atMs + (limits.lingerMaxMs ?? 0),
    ],
    [
      evidence.seen || evidence.mayHaveForgotten,
      evidence.heardAtMs,
      evidence.leftAtMs,
      evidence.secondFromMs,
      evidence.lingersUntilMs,
    ],
  ] as const;
  // Later the response timer is of no use, and an abort is only passed on.
  const isFirstWait = snapshot.hasTag('inFlight');
  return [
    placeOf(snapshot),
    context.unanswered,
    isFirstWait && context.abortRequested,
    placeOf(snapshot) === 'sending.storing' && since(context.input.createdAtMs, limits.sendWithinMs),
    [seenByTerminal, terminalRestarted, evidence.seen, evidence.mayHaveForgotten],
    [context.unclear, evidence.said].map((said) => said?.kind),
    since(context.inProgressSinceMs, limits.inProgressMaxMs),
    proof.map(([provesNothing, heardMs, leftMs, secondFromMs, lingersUntilMs]) =>
      provesNothing
        ? '-'
        : [
            since(heardMs, limits.terminalRestartMinMs),
            since(leftMs, limits.notFoundAgeMaxMs),
            since(secondFromMs),
            since(lingersUntilMs),
          ],
    ),
    isFirstWait || armed.check !== undefined,
    asking,
    // What was tried decides only while another attempt can follow.
    isFirstWait && evidence.attempts.map(({ ServiceID, key }) => `${ServiceID} ${key ?? ''}`).join(),
    isFirstWait && context.input.attempt !== undefined && JSON.stringify(context.input.attempt),
    isFirstWait && since(context.input.createdAtMs, limits.sendWithinMs),
  ].join(' ');
}

/** How it came there, for people: each event with its moment, in seconds after birth. */
export function pathOf({ snapshot, history }: TransactionWorld): Arrow[] {
  const { createdAtMs } = snapshot.context.input;
  return history.map(({ from, event, to }) => {
    const seen = 'seen' in event && event.seen ? ' seen' : '';
    return { from, label: `${event.type}${seen} at ${(event.atMs - createdAtMs) / 1000} s`, to };
  });
}

function timersOf(commands: readonly TransactionCommand[]): Partial<Record<TimerName, number>> {
  return Object.fromEntries(
    commands.flatMap((command) =>
      command.type === 'armTimer' ? [[command.params.timer, command.params.dueAtMs]] : [],
    ),
  );
}

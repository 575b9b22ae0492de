import { formatValue, InputError } from '../../errors.ts';
import {
  transactionToJson,
  type Engine,
  type MessageCategory,
  type Outcome,
  type Transaction,
  type TransactionState,
  type Unresolved,
} from '../../index.ts';
import { outcomeExitCode } from '../output/exit-codes.ts';
import { overrideCommand, statusCommand } from '../output/next-command.ts';
import type { Output } from '../output/output.ts';
import { reportUnexpected } from '../output/report-error.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import type { Connection } from '../settings/connection.ts';
import type { TransactionFlags } from '../settings/flags.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import { transactionKind } from '../stored/transaction-kind.ts';
import { blockingTransactions, formatBlocking, isBlocked } from './blocking-transactions.ts';
import { openEngine } from './open-engine.ts';
import { watchTransaction } from './watch-transaction.ts';

/** A transaction that a command starts. */
export interface TransactionRun {
  readonly output: Output;
  readonly flags: TransactionFlags;
  readonly connection: Connection;
  readonly category: MessageCategory;
  /** Whether a Payment gives money back. */
  readonly refund?: boolean;
  /** What it is, for people: printed before it starts. */
  readonly headline: string;
  readonly start: (engine: Engine) => Transaction;
  /** Lines about what can follow, for people. */
  readonly next?: (outcome: Outcome | Unresolved, transaction: Transaction) => readonly string[];
}

/**
 * Starts a transaction, or resumes the one that has its id, and prints the outcome.
 *
 * @returns the exit code
 */
export async function runTransaction(run: TransactionRun): Promise<number> {
  const { output, flags, connection, category, refund = false } = run;
  const { poiid, settings } = connection;
  const kind = transactionKind({ category, ...(refund && { refund }) });
  const engine = await openListening(run);
  const { transaction, resumed } = await startOrClose(engine, run);
  const others = () =>
    blockingTransactions(engine, poiid).map((other) => ({
      other,
      lines: formatBlocking(other, statusCommand(flags, settings, other, 'Payment')),
    }));

  output.print(run.headline);
  if (resumed) output.print('  Taken up again: it was started before, and nothing is sent a second time.');
  const { serviceId: drawn } = transaction;
  const outcome = await watchTransaction(transaction, {
    output,
    kind,
    locale: settings.locale,
    interrupt: 'abort',
    onQueued: () => {
      for (const { lines } of others()) for (const line of lines) output.print(line);
      noticeStalls(engine, transaction.id, output);
    },
  });
  await refuseReusedId(engine, outcome, transaction);
  try {
    // A request that is sent now has the ServiceID that was drawn for it, in its first attempt.
    const [first = transaction.serviceId] = transaction.state.rejectedServiceIds ?? [];
    if (!resumed && first !== drawn) {
      output.print(`  It was settled before, as ServiceID ${transaction.serviceId}: nothing was sent now.`);
    }
    const inTheWay = isBlocked(outcome) ? others() : [];
    const named = {
      kind,
      reference: flags.reference,
      statusCommand: statusCommand(flags, settings, transaction, category),
      overrideCommand: overrideCommand(flags, settings, transaction.id),
    };
    reportOutcome(output, outcome, transaction, named, {
      receipts: flags.receipts,
      lines: [...inTheWay.flatMap(({ lines }) => lines), ...(run.next?.(outcome, transaction) ?? [])],
      members: inTheWay.length === 0 ? {} : { inTheWay: inTheWay.map(({ other }) => jsonOfOpen(other)) },
    });
    await engine.close();
  } catch (error) {
    // The outcome holds, whatever goes wrong while it is printed.
    reportUnexpected(error, output);
  }
  return outcomeExitCode(outcome);
}

/** An engine that receives the steps of the terminal, if the settings have a listener. */
async function openListening({ connection, flags, output }: TransactionRun): Promise<Engine> {
  const { engineOptions, settings } = connection;
  const { listenPort } = settings;
  if (listenPort === undefined || flags.listen === false) return openEngine(engineOptions, output);
  const listener = await readListener(listenPort, { flags, env: process.env, settings });
  try {
    return await openEngine({ ...engineOptions, listener }, output);
  } catch (error) {
    throw explainBusyPort(error, 'go without progress: --no-listen');
  }
}

async function startOrClose(
  engine: Engine,
  run: TransactionRun,
): Promise<{ readonly transaction: Transaction; readonly resumed: boolean }> {
  const { id } = run.connection.settings;
  try {
    const resumed = id !== undefined && engine.transaction(id) !== undefined;
    return { transaction: run.start(engine), resumed };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function jsonOfOpen(state: TransactionState) {
  const { outcome: _, ...members } = transactionToJson(state);
  return members;
}

/** Prints a notice when a transaction waits behind an unknown outcome, which may last until a person closes that. */
function noticeStalls(engine: Engine, waiting: string, output: Output): void {
  engine.transactions$.subscribe(({ id, tags }) => {
    if (id === waiting || !tags.includes('needsAttention')) return;
    output.notice(
      `Transaction ${id} is in the way, and somebody must look at it. Ctrl-C withdraws what waits in line.`,
    );
  });
}

/** An id that the journal has for another, settled request is a mistake of the caller, as it is for one that is open. */
async function refuseReusedId(engine: Engine, outcome: Outcome | Unresolved, { id }: Transaction): Promise<void> {
  if (outcome.failure?.code !== 'ERR_ID_REUSED') return;
  await engine.close();
  throw new InputError('ERR_INPUT_ID_REUSED', {
    path: 'id',
    expected: 'a new id for another request',
    found: `${formatValue(id)}, which is taken`,
  });
}

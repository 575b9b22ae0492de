import { InputError, type Engine, type Outcome, type Transaction, type Unresolved } from '../../index.ts';
import { formatValue } from '../../errors.ts';
import type { MessageCategory } from '../../protocol/index.ts';
import type { Connection } from '../settings/connection.ts';
import { followToTheEnd } from './watch-transaction.ts';
import { describeOther, isInTheWay, transactionsOn } from './blocking-transactions.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import { openEngine } from './open-engine.ts';
import type { Output } from '../output/output.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import { subjectOf } from '../stored/transaction-kind.ts';
import { overrideCommand, statusCommand, type TransactionFlags } from '../output/next-command.ts';
import { exitCodeOf } from '../output/format-outcome.ts';

/** A transaction that a command makes. */
export interface Run {
  readonly output: Output;
  readonly flags: TransactionFlags;
  readonly connection: Connection;
  readonly category: MessageCategory;
  /** What it is, for people: said before it starts. */
  readonly headline: string;
  readonly start: (engine: Engine) => Transaction;
}

/** Makes a transaction, or takes it up again by its id, and tells what became of it. Comes back with the exit code. */
export async function runTransaction(run: Run): Promise<number> {
  const { output, flags, connection, category } = run;
  const { poiid, settings } = connection;
  const subject = subjectOf({ category });
  const engine = await openListening(run);
  const { transaction, takenUp } = await startOrClose(engine, run);
  const others = () =>
    transactionsOn(engine, poiid).map((other) => ({
      other,
      lines: describeOther(other, statusCommand(flags, settings, other, 'Payment')),
    }));

  output.say(run.headline);
  if (takenUp) output.say('  Taken up again: it was started before, and nothing is sent a second time.');
  const { serviceId: drawn } = transaction;
  const outcome = await followToTheEnd(transaction, {
    output,
    subject,
    locale: settings.locale,
    interrupt: 'abort',
    takenUp,
    onQueued: () => {
      for (const { lines } of others()) for (const line of lines) output.say(line);
      tellStalls(engine, transaction.id, output);
    },
  });
  await refuseReusedId(engine, outcome, transaction);
  try {
    // A request of now has the ServiceID that was drawn for it.
    if (!takenUp && transaction.serviceId !== drawn) {
      output.say(`  It was settled before, as ServiceID ${transaction.serviceId}: nothing was sent now.`);
    }
    const inTheWay = isInTheWay(outcome) ? others() : [];
    const names = {
      subject,
      reference: flags.reference,
      statusCommand: statusCommand(flags, settings, transaction, category),
      overrideCommand: overrideCommand(flags, settings, transaction.id),
    };
    reportOutcome(output, outcome, transaction, names, {
      receipts: flags.receipts,
      lines: inTheWay.flatMap(({ lines }) => lines),
      members: inTheWay.length === 0 ? {} : { inTheWay: inTheWay.map(({ other: { outcome: _, ...state } }) => state) },
    });
    await engine.close();
  } catch (error) {
    // What is known of the money stays true, whatever goes wrong in telling it.
    output.notice(`tenderline: unexpected: ${error instanceof Error ? error.message : 'an error of an unknown kind'}`);
  }
  return exitCodeOf(outcome);
}

/** An engine that hears what the shopper does, where the settings say so. */
async function openListening({ connection, flags, output }: Run): Promise<Engine> {
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

async function startOrClose(engine: Engine, run: Run): Promise<{ transaction: Transaction; takenUp: boolean }> {
  const { id } = run.connection.settings;
  try {
    const takenUp = id !== undefined && engine.transaction(id) !== undefined;
    return { transaction: run.start(engine), takenUp };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Who waits in line behind an unknown has to be told that it may take a person to end it. */
function tellStalls(engine: Engine, waiting: string, output: Output): void {
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
  throw new InputError(
    'ERR_INPUT_ID_REUSED',
    `id: expected a new id for another request, found ${formatValue(id)}, which is taken`,
  );
}

import { filter, firstValueFrom } from 'rxjs';
import { readStoredState } from '../../engine/mailbox.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import { InputError, type Engine, type EngineOptions, type OverrideRequest } from '../../index.ts';
import { readConnection, type ConnectionFlags } from '../settings/connection.ts';
import { journalPath, lookUp, ownerOf } from '../stored/journal.ts';
import { openEngine } from '../live/open-engine.ts';
import { createOutput, type Output } from '../output/output.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import { subjectOf } from '../stored/transaction-kind.ts';
import { statusCommand } from '../output/next-command.ts';
import { exitCodeOf } from '../output/format-outcome.ts';

export interface OverrideFlags extends ConnectionFlags {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly outcome: OverrideRequest['outcome'];
  readonly json?: boolean;
}

/** `tenderline override`: closes a transaction whose outcome is unknown, on the word of a person who has looked. */
export async function override(flags: OverrideFlags): Promise<number> {
  const output = createOutput(flags);
  const { id, by, reason, outcome: found } = flags;
  const connection = await readConnection(flags);
  const { settings } = connection;
  const stored = await lookUp(journalPath(settings), id);
  const known = readStoredState(stored).outcome;
  if (known !== undefined) {
    throw new InputError(
      'ERR_INPUT_OVERRIDE',
      `id: expected a transaction whose outcome is unknown, found ${formatValue(id)}, which is settled: ${known.kind}`,
    );
  }

  await using engine = await openAsOwner(connection.engineOptions, output);
  const transaction = engine.transaction(id);
  if (transaction === undefined) throw new InputError('ERR_INPUT_OVERRIDE', `id: ${formatValue(id)} was just settled`);
  // What was in flight when its process ended is unknown as soon as the restart is stored.
  const inFlight = ({ tags }: typeof transaction.state) => tags.includes('inFlight');
  await firstValueFrom(transaction.state$.pipe(filter((state) => !inFlight(state))));
  if (transaction.state.outcome === undefined) engine.override({ transaction: id, by, reason, outcome: found });
  const outcome = await transaction.settled();
  reportOutcome(output, outcome, transaction, {
    subject: subjectOf(stored.input),
    reference: stored.input.reference,
    statusCommand: statusCommand(flags, settings, transaction, stored.input.category),
  });
  if (outcome.kind === 'overridden') {
    output.say('  It is recorded, and no longer keeps the terminal from new transactions.');
    return 0;
  }
  output.say('  The terminal told the truth first, so nothing was overridden.');
  return exitCodeOf(outcome);
}

async function openAsOwner(options: EngineOptions, output: Output): Promise<Engine> {
  try {
    return await openEngine(options, output);
  } catch (cause) {
    const owner = ownerOf(cause);
    if (owner === undefined) throw cause;
    throw new ConfigError(
      'ERR_CONFIG_JOURNAL_IN_USE',
      `override: expected a journal that no till owns, found it in use by ${owner}; the till itself must do it (engine.override), ` +
        'or end it first',
      { cause },
    );
  }
}

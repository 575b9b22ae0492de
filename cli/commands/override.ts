import { ConfigError, formatValue, InputError } from '../../errors.ts';
import type { Engine, EngineOptions, OverrideRequest } from '../../index.ts';
import { openEngine } from '../live/open-engine.ts';
import { outcomeExitCode } from '../output/exit-codes.ts';
import { statusCommand } from '../output/next-command.ts';
import { createOutput, type Output } from '../output/output.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import { readEngineConfig } from '../settings/engine-config.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { journalPath } from '../settings/journal-path.ts';
import { findTransaction, journalOwner } from '../stored/journal.ts';
import { transactionKind } from '../stored/transaction-kind.ts';

export interface OverrideFlags extends ConnectionFlags {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly outcome: OverrideRequest['outcome'];
}

/** `tenderline override`: closes a transaction whose outcome is unknown, on the word of a person who has looked. */
export async function override(flags: OverrideFlags): Promise<number> {
  const output = createOutput(flags);
  const { id, by, reason, outcome: found } = flags;
  const { settings, engineOptions } = await readEngineConfig(flags);
  const stored = await findTransaction(journalPath(settings), id);
  const known = stored.state.outcome;
  if (known !== undefined) throw alreadySettled(id, `is settled: ${known.kind}`);

  await using engine = await openAsOwner(engineOptions, output);
  const transaction = engine.transaction(id);
  if (transaction === undefined) throw alreadySettled(id, 'was just settled');
  if (transaction.state.outcome === undefined) engine.override({ transaction: id, by, reason, outcome: found });
  const outcome = await transaction.settled();
  reportOutcome(output, outcome, transaction, {
    kind: transactionKind(stored.input),
    reference: stored.input.reference,
    statusCommand: statusCommand(flags, settings, transaction, stored.input.category),
  });
  if (outcome.kind === 'overridden') {
    output.print('  It is recorded, and no longer keeps the terminal from new transactions.');
    return 0;
  }
  output.print('  Its outcome became known first, so nothing was overridden.');
  return outcomeExitCode(outcome);
}

function alreadySettled(id: string, how: string): InputError {
  return new InputError('ERR_INPUT_OVERRIDE', {
    path: 'id',
    expected: 'a transaction whose outcome is unknown',
    found: `${formatValue(id)}, which ${how}`,
  });
}

async function openAsOwner(options: EngineOptions, output: Output): Promise<Engine> {
  try {
    return await openEngine(options, output);
  } catch (cause) {
    const owner = journalOwner(cause);
    if (owner === undefined) throw cause;
    const mistake = {
      path: 'override',
      expected: 'a journal that no till owns',
      found: `it in use by ${owner}`,
      advice: 'the till itself must do it (engine.override), or end it first',
    };
    throw new ConfigError('ERR_CONFIG_JOURNAL_IN_USE', mistake, { cause });
  }
}

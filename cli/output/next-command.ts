import type { MessageCategory, Transaction } from '../../index.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { hasJournalFile } from '../settings/journal-path.ts';
import type { Settings } from '../settings/settings.ts';
import { shellQuote } from './output.ts';

// Commands that a person can type next. They repeat the options that the present command was given.

/** Asks about a transaction: by its id if a journal has it, else by its request. */
export function statusCommand(
  flags: ConnectionFlags,
  settings: Settings,
  { id, serviceId }: Pick<Transaction, 'id' | 'serviceId'>,
  category: MessageCategory,
): string {
  if (hasJournalFile(settings)) return `tenderline status${configOption(flags)}${journalOption(flags)} --id ${id}`;
  const request = category === 'Payment' ? '' : ` --category ${category}`;
  const terminal = typeof flags['terminal'] === 'string' ? ` --terminal ${shellQuote(flags['terminal'])}` : '';
  return `tenderline status${configOption(flags)}${terminal} --service-id ${serviceId}${request}`;
}

/** Closes a transaction by hand; `undefined` without a journal file, which is where that would be stored. */
export function overrideCommand(flags: ConnectionFlags, settings: Settings, id: string): string | undefined {
  if (!hasJournalFile(settings)) return undefined;
  const decision = '--by NAME --reason TEXT --outcome charged|notCharged';
  return `tenderline override${configOption(flags)}${journalOption(flags)} --id ${id} ${decision}`;
}

function configOption({ config }: ConnectionFlags): string {
  return config === undefined ? '' : ` --config ${shellQuote(config)}`;
}

function journalOption({ journal }: ConnectionFlags): string {
  return typeof journal === 'string' ? ` --journal ${shellQuote(journal)}` : '';
}

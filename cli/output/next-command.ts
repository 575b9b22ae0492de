import type { MessageCategory, Outcome, Transaction, Unresolved } from '../../index.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { hasJournalFile } from '../settings/journal-path.ts';
import type { Settings } from '../settings/settings.ts';
import { printable, shellQuote } from './output.ts';

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
  return `tenderline status${configOption(flags)}${terminalOption(flags)} --service-id ${serviceId}${request}`;
}

/** Closes a transaction by hand; `undefined` without a journal file, which is where that would be stored. */
export function overrideCommand(flags: ConnectionFlags, settings: Settings, id: string): string | undefined {
  if (!hasJournalFile(settings)) return undefined;
  const decision = '--by NAME --reason TEXT --outcome charged|notCharged';
  return `tenderline override${configOption(flags)}${journalOption(flags)} --id ${id} ${decision}`;
}

/** Continues after a card acquisition, or ends it. @param command what it was made for */
export function continueCommands(
  command: 'pay' | 'unreferenced-refund',
  flags: ConnectionFlags,
  settings: Settings,
  id: string,
  outcome: Outcome | Unresolved,
): { readonly proceed: string; readonly end: string } {
  const where = `${configOption(flags)}${terminalOption(flags)}`;
  const { TransactionID = '', TimeStamp = '' } =
    (outcome.kind === 'unresolved' ? undefined : outcome.poiTransactionId) ?? {};
  const acquisition = hasJournalFile(settings)
    ? `${journalOption(flags)} --acquisition ${id}`
    : ` --acquisition-transaction-id ${shellQuote(printable(TransactionID))} --acquisition-timestamp ${shellQuote(printable(TimeStamp))}`;
  return {
    proceed: `tenderline ${command}${where}${acquisition} --amount AMOUNT --currency CODE --reference TEXT`,
    end: `tenderline end-acquisition${where}`,
  };
}

function terminalOption({ terminal, poiid }: ConnectionFlags): string {
  if (typeof terminal === 'string') return ` --terminal ${shellQuote(terminal)}`;
  return typeof poiid === 'string' ? ` --poiid ${shellQuote(poiid)}` : '';
}

function configOption({ config }: ConnectionFlags): string {
  return config === undefined ? '' : ` --config ${shellQuote(config)}`;
}

function journalOption({ journal }: ConnectionFlags): string {
  return typeof journal === 'string' ? ` --journal ${shellQuote(journal)}` : '';
}

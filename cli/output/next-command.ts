import type { Transaction } from '../../index.ts';
import type { MessageCategory } from '../../protocol/index.ts';
import type { ConnectionFlags } from '../settings/connection.ts';
import { quoted } from './output.ts';
import type { Settings } from '../settings/settings.ts';

/** What the commands have in common that send a transaction. */
export interface TransactionFlags extends ConnectionFlags {
  readonly reference: string;
  readonly queue?: boolean;
  readonly json?: boolean;
  readonly receipts?: boolean;
  /** False: no progress, whatever the settings say of a listener. */
  readonly listen?: boolean;
}

/** Whether what happens now can be found again by a later command. */
export function remembers({ journal = 'memory' }: Settings): boolean {
  return journal !== 'memory';
}

/** The same place and terminal again, as it was given: for a command that is to be typed next. */
function again(flags: ConnectionFlags): string {
  const { config, journal } = flags;
  return [
    config === undefined ? '' : ` --config ${quoted(config)}`,
    typeof journal === 'string' ? ` --journal ${quoted(journal)}` : '',
  ].join('');
}

/** The command that asks about a transaction: by its id where a journal knows it, else by its request. */
export function statusCommand(
  flags: ConnectionFlags,
  settings: Settings,
  { id, serviceId }: Pick<Transaction, 'id' | 'serviceId'>,
  category: MessageCategory,
): string {
  if (remembers(settings)) return `tenderline status${again(flags)} --id ${id}`;
  const request = category === 'Payment' ? '' : ` --category ${category}`;
  const { config } = flags;
  return `tenderline status${again({ ...(config !== undefined && { config }) })} --service-id ${serviceId}${request}`;
}

/** The command that closes a transaction by hand, where that can be remembered. */
export function overrideCommand(flags: ConnectionFlags, settings: Settings, id: string): string | undefined {
  if (!remembers(settings)) return undefined;
  return `tenderline override${again(flags)} --id ${id} --by NAME --reason TEXT --outcome charged|notCharged`;
}

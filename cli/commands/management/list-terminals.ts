import { InputError } from '../../../errors.ts';
import { listTerminals, type PlatformTerminal } from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { printTable } from '../../output/layout.ts';
import { createOutput, printable, type Output } from '../../output/output.ts';
import { readConfigured } from '../../settings/engine-config.ts';
import type { Configured } from '../../settings/engine-config.ts';
import { withManagement, type ManagementFlags } from './open-management.ts';

export interface ListFlags extends ManagementFlags {
  readonly management?: boolean;
  readonly merchant?: string;
  readonly store?: string;
  readonly search?: string;
  readonly entries?: boolean;
}

interface KnownTerminal {
  readonly poiid: string;
  readonly name?: string;
  readonly host: string;
}

/** `tenderline terminals list`: those of the configuration or, with `--management`, those that the platform knows. */
export async function listAll(flags: ListFlags): Promise<number> {
  if (flags.management === true) return listOfPlatform(flags);
  const needing = (['merchant', 'store', 'search', 'entries'] as const).find((name) => flags[name] !== undefined);
  if (needing !== undefined) {
    const mistake = { path: `--${needing}`, expected: '--management beside it', found: 'none' };
    throw new InputError('ERR_INPUT_MANAGEMENT', mistake);
  }
  const output = createOutput(flags);
  const known = configuredTerminals(await readConfigured(flags));
  for (const terminal of known) output.emit({ type: 'terminal', ...terminal });
  printTable(output, [['POIID', 'NAME', 'ADDRESS'], ...known.map(({ poiid, name = '', host }) => [poiid, name, host])]);
  return 0;
}

function listOfPlatform(flags: ListFlags): Promise<number> {
  return withManagement(flags, async ({ client, output, environment, ...configured }) => {
    const { merchant, store, search } = flags;
    const { terminals, total } = await listTerminals(client, { merchant, store, search });
    if (flags.entries === true) {
      output.emit({ type: 'entries', terminals: entriesOf(terminals) });
      output.print(JSON.stringify({ terminals: entriesOf(terminals) }, undefined, 2));
      noticeMissing(terminals, output);
    } else {
      const known = configuredTerminals(configured);
      printTerminals(terminals, known, output);
      output.print(
        `\n${terminals.length} terminal(s) (${environment}). Of an address the platform does not say how old it is.`,
      );
    }
    output.emit({ type: 'summary', terminals: terminals.length, total });
    if (total <= terminals.length) return 0;
    output.notice(
      `The platform speaks of ${total} terminals and listed ${terminals.length}: the list is not complete.`,
    );
    return EXIT_REFUSED;
  });
}

function configuredTerminals({ settings, terminals }: Configured): readonly KnownTerminal[] {
  if (terminals !== undefined) {
    return terminals.map(({ poiid, name, host }) => ({ poiid, ...(name !== undefined && { name }), host }));
  }
  const { poiid, host } = settings;
  return poiid === undefined || host === undefined ? [] : [{ poiid, host }];
}

function printTerminals(found: readonly PlatformTerminal[], known: readonly KnownTerminal[], output: Output): void {
  const rows = found.map((terminal) => {
    const { id, firmwareVersion = '', lastActivityAt = '', status = '', storeId = '', addresses } = terminal;
    const host = known.find(({ poiid }) => poiid === id)?.host;
    const here = comparison(terminal, host);
    output.emit({ type: 'terminal', poiid: id, ...terminal, configured: here });
    const places = addresses.map(({ kind, ip }) => `${ip} (${kind})`).join(', ');
    return [id, status, places || 'none', storeId, firmwareVersion, lastActivityAt.slice(0, 16), COMPARISONS[here]].map(
      printable,
    );
  });
  printTable(output, [['POIID', 'STATUS', 'ADDRESS', 'STORE', 'SOFTWARE', 'LAST ACTIVITY', 'CONFIGURATION'], ...rows]);
}

type Comparison = 'missing' | 'same' | 'otherAddress' | 'hostName';

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  missing: 'not in it',
  same: 'same address',
  otherAddress: 'ANOTHER ADDRESS',
  hostName: 'a host name',
};

function comparison({ addresses }: PlatformTerminal, host: string | undefined): Comparison {
  if (host === undefined) return 'missing';
  if (addresses.some(({ ip }) => ip === host)) return 'same';
  return /^[\d.]+$|:/.test(host) ? 'otherAddress' : 'hostName';
}

/** Ready for `terminals` of a configuration. A terminal that reported no address is left out. */
export function entriesOf(terminals: readonly PlatformTerminal[]): readonly { poiid: string; host: string }[] {
  return terminals.flatMap(({ id, addresses: [first] }) =>
    first === undefined ? [] : [{ poiid: id, host: first.ip }],
  );
}

function noticeMissing(terminals: readonly PlatformTerminal[], output: Output): void {
  const without = terminals.filter(({ addresses }) => addresses.length === 0).map(({ id }) => id);
  if (without.length > 0) output.notice(printable(`Without an address, so not in the list: ${without.join(', ')}`));
  output.notice('`tenderline doctor --all` proves by its certificate that the right terminal is at each address.');
}

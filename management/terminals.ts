import { isObject, type JsonObject } from '../protocol/json.ts';
import type { ManagementClient } from './client.ts';
import type { Level } from './levels.ts';

/** A terminal as the platform knows it. Of what it does not say, there is no member. */
export interface PlatformTerminal {
  /** The POIID. */
  readonly id: string;
  readonly firmwareVersion?: string;
  /** ISO 8601; it vanishes after 14 days. */
  readonly lastActivityAt?: string;
  /** `boarded` can pay; `deployed`, `inventory` and `reassignmentInProgress` cannot yet. */
  readonly status?: string;
  readonly companyId?: string;
  readonly merchantId?: string;
  readonly storeId?: string;
  /** What it last reported. No address has a time: whether it is still so, only the terminal's certificate proves. */
  readonly addresses: readonly { readonly kind: 'ethernet' | 'wifi' | 'bluetooth'; readonly ip: string }[];
}

export interface TerminalFilter {
  readonly merchant?: string | undefined;
  readonly store?: string | undefined;
  /** A part of the POIID. Where it is given, the platform ignores the others. */
  readonly search?: string | undefined;
}

export interface TerminalList {
  readonly terminals: readonly PlatformTerminal[];
  /** How many there are, as the platform says; more than the list has when pages are missing. */
  readonly total: number;
}

const PAGE_SIZE = 100;
/** So many terminals have no one company; a list that does not end is a mistake. */
const PAGES_MAX = 200;

/** Reads every page of the list. The number of the first page is documented in two ways: the links lead (reference 10). @throws {ManagementError} */
export async function listTerminals(client: ManagementClient, filter: TerminalFilter = {}): Promise<TerminalList> {
  const found = new Map<string, PlatformTerminal>();
  let total = 0;
  let next: string | undefined = firstPage(filter);
  for (let page = 0, pages = 1; next !== undefined && page < Math.min(pages, PAGES_MAX); page += 1) {
    const answer: JsonObject = await client.get(next);
    pages = numberOf(answer['pagesTotal']) ?? 1;
    total = numberOf(answer['itemsTotal']) ?? total;
    const { data } = answer;
    for (const terminal of Array.isArray(data) ? data.flatMap(readTerminal) : []) found.set(terminal.id, terminal);
    next = linkOf(answer, 'next');
  }
  return { terminals: [...found.values()], total: Math.max(total, found.size) };
}

function firstPage({ merchant, store, search }: TerminalFilter): string {
  const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
  if (search !== undefined) query.set('searchQuery', search);
  if (merchant !== undefined) query.set('merchantIds', merchant);
  if (store !== undefined) query.set('storeIds', store);
  return `/terminals?${query.toString()}`;
}

/** The levels above one, from the company down, and the level itself: those that it inherits from. @throws {ManagementError} */
export async function levelsAbove(client: ManagementClient, level: Level): Promise<readonly Level[]> {
  if (level.kind === 'company') return [level];
  if (level.kind === 'storeReference') {
    return [...(await levelsAbove(client, { kind: 'merchant', id: level.merchant })), level];
  }
  const { terminals } = await listTerminals(client, filterOf(level));
  const one = level.kind === 'terminal' ? terminals.find(({ id }) => id === level.id) : terminals[0];
  return one === undefined ? [level] : [...levelsOf(one).slice(0, DEPTH[level.kind]), level];
}

const DEPTH = { merchant: 1, store: 2, terminal: 3 } as const;

function filterOf(level: Exclude<Level, { kind: 'company' | 'storeReference' }>): TerminalFilter {
  if (level.kind === 'terminal') return { search: level.id };
  return level.kind === 'store' ? { store: level.id } : { merchant: level.id };
}

/** What a terminal inherits from, from the company down. */
export function levelsOf({ companyId, merchantId, storeId }: PlatformTerminal): readonly Level[] {
  return [
    ...(companyId === undefined ? [] : [{ kind: 'company', id: companyId } as const]),
    ...(merchantId === undefined ? [] : [{ kind: 'merchant', id: merchantId } as const]),
    ...(storeId === undefined ? [] : [{ kind: 'store', id: storeId } as const]),
  ];
}

function readTerminal(given: unknown): PlatformTerminal[] {
  if (!isObject(given)) return [];
  const { id } = texts(given, ['id']);
  if (id === undefined) return [];
  const assignment = isObject(given['assignment']) ? given['assignment'] : {};
  const connectivity = isObject(given['connectivity']) ? given['connectivity'] : {};
  const addresses = (['ethernet', 'wifi', 'bluetooth'] as const).flatMap((kind) => {
    const branch = connectivity[kind];
    const ip = isObject(branch) ? texts(branch, ['ipAddress'])['ipAddress'] : undefined;
    return ip === undefined ? [] : [{ kind, ip }];
  });
  return [
    {
      id,
      ...texts(given, ['firmwareVersion', 'lastActivityAt']),
      ...texts(assignment, ['status', 'companyId', 'merchantId', 'storeId']),
      addresses,
    },
  ];
}

/** Those of the members that are texts and not empty. */
function texts<Name extends string>(object: JsonObject, names: readonly Name[]): { readonly [Key in Name]?: string } {
  const found = names.map((name) => [name, object[name]] as const);
  return Object.fromEntries(found.filter(([, value]) => typeof value === 'string' && value !== '')) as {
    readonly [Key in Name]?: string;
  };
}

function linkOf(answer: JsonObject, name: string): string | undefined {
  const links = isObject(answer['_links']) ? answer['_links'] : {};
  const link = links[name];
  return isObject(link) ? texts(link, ['href'])['href'] : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

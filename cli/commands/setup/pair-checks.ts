import type { EngineProbe, PostgresProbe } from '../../../adapters/postgres/probe.ts';
import { errorCode, TenderlineError } from '../../../errors.ts';
import { CHECKS, DEFAULT_LIMITS, type Check, type CheckName } from '../../../index.ts';
import { isObject } from '../../../protocol/json.ts';
import { callGateway, checkUrl } from '../../live/call-gateway.ts';
import type { DatabaseJournal } from '../../serve/database-journal.ts';

/** What the doctor compares with. */
export interface PairSetup {
  readonly journal: DatabaseJournal;
  readonly terminals: readonly string[];
  readonly clockSkewMaxMs?: number | undefined;
  /** Of this server, for the other ones; `undefined` where there is none. */
  readonly token: string | undefined;
}

const VERSION_MIN = 130_000;

/** Looks at a journal in a database, and at the other servers of it: the steps `journal`, `unknowns`, `databaseClock`, `servers`. */
export async function checkPair({ journal, terminals, clockSkewMaxMs, token }: PairSetup): Promise<readonly Check[]> {
  let probe: PostgresProbe;
  try {
    probe = await journal.probe();
  } catch (error) {
    if (!(error instanceof TenderlineError)) throw error;
    const why = 'not checked, because journal failed';
    return [
      found('journal', 'fail', error.message, 'nothing is sent without it: see docs/postgres.md'),
      ...(['unknowns', 'databaseClock', 'servers'] as const).map((name) => found(name, 'skip', why)),
    ];
  }
  return [
    checkDatabase(probe, journal),
    checkUnknowns(probe),
    checkClock(probe, clockSkewMaxMs ?? DEFAULT_LIMITS.clockSkewMaxMs),
    await checkServers(probe, { url: journal.url, terminals, token }),
  ];
}

function checkDatabase(
  { serverVersion, unsafeSettings, isReplicated, isSuperuser, journal }: PostgresProbe,
  { url }: DatabaseJournal,
): Check {
  const version = `PostgreSQL ${Math.floor(serverVersion / 10_000)}.${serverVersion % 10_000}`;
  const schema = journal === undefined ? 'no journal in it yet' : `journal of version ${journal.version}`;
  const what = `${version}, ${schema}, ${isReplicated ? 'replicated before a commit ends' : 'no replica is waited for'}`;
  if (serverVersion < VERSION_MIN) return found('journal', 'fail', what, 'PostgreSQL 13 or newer');
  if (unsafeSettings.length > 0) {
    return found(
      'journal',
      'fail',
      `${what}; it may lose what it acknowledged: ${unsafeSettings.join(', ')}`,
      'set them to on',
    );
  }
  if (url === undefined) {
    return found('journal', 'warn', `${what}; the other servers cannot say where this one is`, 'give gateway.url');
  }
  if (!isSuperuser) return found('journal', 'pass', what);
  return found('journal', 'warn', `${what}; the role is a superuser`, 'give it a role of its own: docs/postgres.md');
}

function checkUnknowns({ journal }: PostgresProbe): Check {
  const count = journal?.unknownCount ?? 0;
  if (count === 0) return found('unknowns', 'pass', 'no transaction has an unknown outcome');
  const remedy = 'GET /v1/unresolved of the gateway, or the view unknown_now, has them';
  return found('unknowns', 'warn', `${count} transactions have an outcome that is not known, or are under way`, remedy);
}

function checkClock({ clock: { aheadMs, uncertainMs } }: PostgresProbe, maxMs: number): Check {
  const apartMs = Math.max(0, Math.abs(aheadMs) - uncertainMs);
  const reason = `the clock of this machine is ${Math.round(Math.abs(aheadMs))} ms ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's; up to ${maxMs} ms is allowed for`;
  const remedy = 'set both by NTP';
  if (apartMs > maxMs) return found('databaseClock', 'fail', reason, remedy);
  // Half of it for each machine.
  return apartMs > maxMs / 2 ? found('databaseClock', 'warn', reason, remedy) : found('databaseClock', 'pass', reason);
}

interface Here {
  readonly url: string | undefined;
  readonly terminals: readonly string[];
  readonly token: string | undefined;
}

async function checkServers({ journal }: PostgresProbe, here: Here): Promise<Check> {
  const engines = journal?.engines ?? [];
  const others = engines.filter(({ url }) => url === undefined || url !== here.url);
  const list = engines
    .map(({ owner, url, terminals }) => `${url ?? owner} has ${terminals.length} terminals`)
    .join(', ');
  if (others.length === 0) {
    const reason = engines.length === 0 ? 'no server runs on this journal' : `no other server runs: ${list}`;
    return found('servers', 'warn', reason, 'start both: one alone has no other to take over');
  }
  for (const other of others) {
    const fault = await faultOf(other, here);
    if (fault !== undefined) return found('servers', fault.status, `${list}; ${fault.reason}`, fault.remedy);
  }
  return found('servers', 'pass', list);
}

interface Fault {
  readonly status: 'warn' | 'fail';
  readonly reason: string;
  readonly remedy: string;
}

/** What is wrong with another server, as this machine sees it. */
async function faultOf({ owner, url }: EngineProbe, { terminals, token }: Here): Promise<Fault | undefined> {
  if (url === undefined) {
    return { status: 'warn', reason: `${owner} does not say where it is reached`, remedy: 'give it gateway.url' };
  }
  try {
    const place = { url: checkUrl(url), token: token ?? '' };
    await callGateway(place, { method: 'GET', path: '/healthz' });
    if (token === undefined) return undefined;
    const { status, json } = await callGateway(place, { method: 'GET', path: '/v1/terminals' });
    if (status !== 200) {
      const reason = `${url} does not take the token of this server (${status})`;
      return { status: 'fail', reason, remedy: 'give both the same tokens: tills go to either' };
    }
    return faultOfTerminals(url, poiidsIn(json), terminals);
  } catch (error) {
    const why = error instanceof TenderlineError ? error.message : (errorCode(error) ?? 'unknown');
    const remedy = 'correct its gateway.url, or let this machine reach it: tills have to';
    return { status: 'fail', reason: `${url} is not reached: ${why}`, remedy };
  }
}

function faultOfTerminals(url: string, there: readonly string[], here: readonly string[]): Fault | undefined {
  const missing = here.filter((poiid) => !there.includes(poiid));
  const more = there.filter((poiid) => !here.includes(poiid));
  if (missing.length + more.length === 0) return undefined;
  const words = [
    ...(missing.length > 0 ? [`${url} does not have ${missing.join(', ')}`] : []),
    ...(more.length > 0 ? [`this machine does not have ${more.join(', ')}`] : []),
  ];
  return { status: 'fail', reason: words.join('; '), remedy: 'give both the same terminals' };
}

function poiidsIn({ terminals }: Readonly<Record<string, unknown>>): readonly string[] {
  const list = Array.isArray(terminals) ? (terminals as readonly unknown[]) : [];
  return list.flatMap((terminal) => (isObject(terminal) ? [String(terminal['poiid'])] : []));
}

function found(name: CheckName, status: Check['status'], reason: string, remedy = ''): Check {
  return { name, status, reason, remedy, where: remedy === '' ? '' : CHECKS[name].where };
}

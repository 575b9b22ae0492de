import { legacyFault } from '../../../crypto/index.ts';
import { ConfigError, TenderlineError } from '../../../errors.ts';
import {
  CHECKS,
  createEngine,
  type Check,
  type CheckName,
  type Diagnosis,
  type Engine,
  type MachineOptions,
} from '../../../index.ts';
import { keysOf } from '../../live/legacy-keys.ts';
import { cliMessage } from '../../settings/cli-message.ts';
import { chooseTerminal } from '../../settings/connection.ts';
import { readEngineConfig, type EngineConfig } from '../../settings/engine-config.ts';
import { readListener } from '../../settings/listener-options.ts';
import { readGatewayConfig, readOwnerToken } from '../../serve/gateway-config.ts';
import { isDatabase } from '../../settings/database.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPlace } from '../../settings/journal-path.ts';
import type { Settings } from '../../settings/settings.ts';
import { openReader } from '../../stored/journal.ts';
import type { PairSetup } from './pair-checks.ts';

export interface DoctorFlags extends ConnectionFlags {
  readonly all?: boolean;
  readonly wayOut?: boolean;
  readonly html?: string;
}

/** What the doctor could read of the settings, and the engine that it looks with. */
export interface Setup {
  /** The steps `configuration` and `root`. */
  readonly checks: readonly Check[];
  /** Absent when one of them failed. */
  readonly ready?: { readonly engine: Engine; readonly terminals: readonly string[] };
  /** Absent when the settings cannot be used. */
  readonly machine?: Omit<MachineOptions, 'wayOut' | 'diagnoses'>;
  /** Where the journal is in a database, which other servers share. */
  readonly pair?: PairSetup | undefined;
  /** What terminals report, as it comes. */
  readonly diagnoses: Diagnosis[];
}

/** Seconds. A shopper has two minutes for each thing that the terminal asks. */
const RESPONSE_TIMEOUT_MIN = 120;

/** Reads the settings. What is wrong with them is a finding, not an error. */
export async function readSetup(flags: DoctorFlags): Promise<Setup> {
  const diagnoses: Diagnosis[] = [];
  let engine: Engine | undefined;
  try {
    const config = await readEngineConfig(flags);
    const terminals = chosen(config, flags);
    const machine = await readMachine(config, flags);
    const pair = await readPair(config, flags);
    const configuration = checkSettings(config, terminals.length);
    try {
      // It owns no journal, so that it works while a till runs.
      engine = await createEngine({ ...config.engineOptions, journal: 'memory' });
    } catch (error) {
      if (!(error instanceof ConfigError) || error.code !== 'ERR_CONFIG_ROOT') throw error;
      return { checks: [configuration, failed('root', error)], machine, pair, diagnoses };
    }
    const { environment } = config.engineOptions;
    const root = found('root', 'pass', `the ${environment} root certificate is there`);
    return { checks: [configuration, root], ready: { engine, terminals }, machine, pair, diagnoses };
  } catch (error) {
    if (!(error instanceof TenderlineError)) throw error;
    return { checks: [failed('configuration', error)], diagnoses };
  }
}

/** @throws {ConfigError} `ERR_CONFIG_TERMINAL` */
function chosen({ terminals, settings }: EngineConfig, { all }: DoctorFlags): readonly string[] {
  return all === true ? terminals.map(({ poiid }) => poiid) : [chooseTerminal(terminals, settings).poiid];
}

async function readMachine({ settings, engineOptions }: EngineConfig, flags: DoctorFlags) {
  const { environment, terminals } = engineOptions;
  const { journal, listenPort } = settings;
  const listener =
    listenPort === undefined ? undefined : await readListener(listenPort, { flags, env: process.env, settings });
  return {
    environment,
    terminalHosts: terminals.map(({ host }) => host),
    ...(journal !== undefined && journal !== 'memory' && { journal: await readable(settings, flags) }),
    ...(listener !== undefined && { listener }),
  };
}

/** The file, or how the database is read. */
async function readable(settings: Settings, flags: DoctorFlags): Promise<MachineOptions['journal']> {
  const place = await journalPlace(settings, flags);
  return place.kind === 'file' ? place.name : { name: place.name, open: () => openReader(place) };
}

async function readPair({ settings, engineOptions }: EngineConfig, flags: DoctorFlags): Promise<PairSetup | undefined> {
  if (settings.journal === undefined || !isDatabase(settings.journal)) return undefined;
  const { journal } = await readGatewayConfig(flags);
  if (typeof journal === 'string') return undefined;
  // The first start makes it: until then there is none to compare.
  const token = await readOwnerToken(flags).catch(() => undefined);
  const terminals = engineOptions.terminals.map(({ poiid }) => poiid);
  return { journal, terminals, clockSkewMaxMs: engineOptions.limits?.clockSkewMaxMs, token };
}

function checkSettings({ engineOptions }: EngineConfig, count: number): Check {
  const { environment, saleId } = engineOptions;
  const what = `${count} terminal(s), environment ${environment}, till ${saleId}`;
  const legacy = keysOf(engineOptions).flatMap((key) => legacyFault(key) ?? [])[0];
  if (legacy !== undefined) {
    const remedy = 'change the passphrase when you can: `tenderline keys new`';
    return found(
      'configuration',
      'warn',
      `${what}; the passphrase is older than the rule: it needs ${legacy.expected}`,
      remedy,
    );
  }
  const { responseTimeoutMs } = engineOptions.limits ?? {};
  if (responseTimeoutMs !== undefined && responseTimeoutMs <= RESPONSE_TIMEOUT_MIN * 1000) {
    const reason = `${what}; responseTimeout is ${responseTimeoutMs / 1000} s, and a shopper has ${RESPONSE_TIMEOUT_MIN} s`;
    return found('configuration', 'warn', reason, 'leave out responseTimeout: 150 s is the default');
  }
  return found('configuration', 'pass', what);
}

function found(name: CheckName, status: Check['status'], reason: string, remedy = ''): Check {
  return { name, status, reason, remedy, where: remedy === '' ? '' : CHECKS[name].where };
}

function failed(name: CheckName, error: TenderlineError): Check {
  const given = { argv: process.argv, env: process.env };
  const message = cliMessage(error, given);
  const reason = cliMessage(withoutAdvice(error), given);
  const advice = message.startsWith(`${reason}; `) ? message.slice(reason.length + 2) : undefined;
  return found(name, 'fail', reason, advice ?? 'correct it; `tenderline doctor --help` lists the options');
}

/** What to do stands in the remedy. */
function withoutAdvice(error: TenderlineError): TenderlineError {
  if (!(error instanceof ConfigError)) return error;
  const { code, path, expected, found: what } = error;
  if (path === undefined || expected === undefined || what === undefined) return error;
  return new ConfigError(code, { path, expected, found: what });
}

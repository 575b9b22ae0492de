import { clearText } from '../../adapters/clear-text.ts';
import { nexoProtection } from '../../adapters/nexo-protection.ts';
import { probe } from '../../adapters/probe/probe.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { TerminalAddress, Transport, TransportFactory } from '../../adapters/ports/transport.port.ts';
import type { FleetRoot } from '../../certs/index.ts';
import type { KeyRing, RingKey } from '../../crypto/index.ts';
import type { POIID, SaleID } from '../../protocol/ids.ts';
import { diagnosisRequest, readDiagnosis, type Diagnosis } from '../../protocol/messages/diagnosis.ts';
import type { Logger } from '../runtime/logging.ts';
import { createTerminalClient } from '../terminals/terminal-client.ts';
import { TerminalRequester, type TerminalResult } from '../terminals/terminal-request.ts';
import { checkClock, checkDiagnosis, checkPlatform } from './answer-checks.ts';
import { checkChain, checkDates, checkIdentity } from './certificate-checks.ts';
import { CHECKS, type CheckName, type CheckRow } from './check-table.ts';
import { skip, toCheck, worstStatus, type Check, type CheckStatus, type OpenFinding } from './check.ts';
import { checkKeys, saysOfKey, type KeyTry } from './key-checks.ts';
import { checkName, checkTcp, checkTls } from './link-checks.ts';

/** What was found about one terminal, in the order in which it was looked at. Plain data, without secrets. */
export interface TerminalReport {
  readonly poiid: POIID;
  /** `host:port`. */
  readonly address: string;
  readonly status: Exclude<CheckStatus, 'skip'>;
  readonly checks: readonly Check[];
  /** What the terminal reports about itself; absent when it gave no answer that can be used. */
  readonly diagnosis?: Diagnosis;
}

export interface TerminalReportDependencies {
  readonly poiid: POIID;
  readonly saleId: SaleID;
  readonly address: TerminalAddress;
  /** `undefined` where the caller has replaced the transport: then the way to the terminal is not looked at. */
  readonly fleetRoot: FleetRoot | undefined;
  readonly transport: TransportFactory;
  /** Each is tried; `undefined` without protection. */
  readonly keys: KeyRing | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Looks at a terminal step by step, from its name to what it says about itself. Moves no money; never rejects. */
export async function reportTerminal(deps: TerminalReportDependencies): Promise<TerminalReport> {
  const { poiid, address } = deps;
  const steps = new Steps();
  if (deps.fleetRoot === undefined) {
    const why = 'this engine has a transport of its own (parts.transport)';
    for (const name of LINK) steps.add(name, () => skip(why));
  } else {
    await checkLink(steps, address, deps.fleetRoot, deps);
  }
  // Without these the connection for a request would be refused: it would only repeat what is known.
  const asked = steps.hasFailed ? undefined : await ask(deps);
  const onAnswer = (read: (answer: Asked) => OpenFinding) => () =>
    asked === undefined ? skip('the terminal was not asked') : read(asked);
  steps.add(
    'protection',
    onAnswer(({ active, others }) => checkKeys(active, others)),
  );
  steps.add(
    'diagnosis',
    onAnswer(({ answer }) => checkDiagnosis(answer)),
  );
  steps.add(
    'platform',
    onAnswer(({ answer }) => checkPlatform(answer)),
  );
  steps.add(
    'clock',
    onAnswer(({ peerMs, atMs }) => checkClock(peerMs, atMs)),
  );
  const diagnosis = asked?.answer.kind === 'answered' ? { diagnosis: asked.answer } : {};
  const { checks } = steps;
  return { poiid, address: `${address.host}:${address.port}`, status: worstStatus(checks), checks, ...diagnosis };
}

const LINK = ['name', 'tcp', 'tls', 'chain', 'identity', 'dates'] as const satisfies readonly CheckName[];

async function checkLink(
  steps: Steps,
  address: TerminalAddress,
  fleetRoot: FleetRoot,
  { connectTimeoutMs: timeoutMs, clock }: TerminalReportDependencies,
): Promise<void> {
  const { host, port } = address;
  const looked = await probe({ host, port, timeoutMs });
  const { tcp, tls } = looked;
  const chain = tls?.ok === true ? tls.value.chain : [];
  steps.add('name', () => checkName(looked, host));
  steps.add('tcp', () => (tcp === undefined ? skip('not reached') : checkTcp(tcp, host, port)));
  steps.add('tls', () => (tls === undefined ? skip('not reached') : checkTls(tls, port)));
  steps.add('chain', () => checkChain(chain, fleetRoot));
  steps.add('identity', () => checkIdentity(chain, fleetRoot, address));
  steps.add('dates', () => checkDates(chain, fleetRoot, clock.now()));
}

/** The steps so far. One that stands on a step that failed is skipped, and so is what stands on that. */
class Steps {
  readonly checks: Check[] = [];
  /** The steps that could not be relied on, each with the one that failed. */
  readonly #failed = new Map<string, CheckName>();

  get hasFailed(): boolean {
    return this.#failed.size > 0;
  }

  add(name: CheckName, look: () => OpenFinding): void {
    const { standsOn = [] }: CheckRow = CHECKS[name];
    const cause = standsOn.map((other) => this.#failed.get(other)).find((failed) => failed !== undefined);
    const check = toCheck(name, cause === undefined ? look() : skip(`not checked, because ${cause} failed`));
    this.checks.push(check);
    if (check.status === 'fail') this.#failed.set(name, name);
    else if (cause !== undefined) this.#failed.set(name, cause);
  }
}

interface Asked {
  /** Under the first key, and under each of the others. */
  readonly active: KeyTry;
  readonly others: readonly KeyTry[];
  /** The first that can be used, else that under the first key. */
  readonly answer: TerminalResult<Diagnosis>;
  /** The clock of the terminal and that of this machine at the answer. */
  readonly peerMs: number | undefined;
  readonly atMs: number;
}

/** Asks under each key, so that it is known which one the terminal has: a Diagnosis moves no money. */
async function ask(deps: TerminalReportDependencies): Promise<Asked> {
  const { active, all = [active] } = deps.keys ?? { active: undefined };
  let { peerMs, atMs, ...first } = await askUnder(active, deps, { host: true });
  let { answer } = first;
  const others: KeyTry[] = [];
  for (const key of saysOfKey(first) ? all.slice(1) : []) {
    const isFirstAnswer = answer.kind !== 'answered';
    // The way to the platform is tried once.
    const asked = await askUnder(key, deps, { host: isFirstAnswer });
    others.push(asked);
    if (isFirstAnswer && asked.answer.kind === 'answered') ({ answer, peerMs, atMs } = asked);
  }
  return { active: first, others, answer, peerMs, atMs };
}

/** Asks by a client of its own, so that what is found changes nothing for the transactions of the engine. */
async function askUnder(
  key: RingKey | undefined,
  { address, poiid, saleId, keys, clock, random, log, ...deps }: TerminalReportDependencies,
  { host }: { readonly host: boolean },
) {
  let peerMs: number | undefined;
  let atMs = clock.now();
  const transport = watched(deps.transport(address), (date) => {
    peerMs = date;
    atMs = clock.now();
  });
  const protection =
    key && keys ? nexoProtection({ active: key, find: (...name) => keys.find(...name) }, random) : clearText;
  const client = createTerminalClient({ transport, protection, clock, log });
  const { requestTimeoutMs } = deps;
  const requester = new TerminalRequester({ saleId, poiid, client, random, requestTimeoutMs });
  const body = diagnosisRequest({ host });
  const answer = await requester.ask(() => ({ category: 'Diagnosis', body, read: readDiagnosis }));
  await client.close();
  return { key, answer, peerMs, atMs };
}

function watched(transport: Transport, onDate: (dateMs: number) => void): Transport {
  return {
    async post(request) {
      const result = await transport.post(request);
      const dateMs = result.kind === 'answered' ? Date.parse(result.date ?? '') : NaN;
      if (!Number.isNaN(dateMs)) onDate(dateMs);
      return result;
    },
    close: () => transport.close(),
  };
}

import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { filter, firstValueFrom, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import { fleetRootStore } from '../adapters/fleet-root-store.ts';
import { memoryJournal } from '../adapters/memory-journal.ts';
import { nexoProtection } from '../adapters/nexo-protection.ts';
import type { Journal } from '../adapters/ports/journal.port.ts';
import type { TransportFactory } from '../adapters/ports/transport.port.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { systemRandom } from '../adapters/system-random.ts';
import { undiciTransport } from '../adapters/undici-transport.ts';
import { loadFleetRoot, type FleetRoot } from '../certs/index.ts';
import { createKeyRing } from '../crypto/index.ts';
import { ClosedError, ConfigError, InputError, shown } from '../errors.ts';
import type { TransactionInput } from '../machines/index.ts';
import { createServiceID, parseTransactionId, type POIID, type TransactionId } from '../protocol/ids.ts';
import { silentLogger, type Logger } from './logging.ts';
import { Mailbox } from './mailbox.ts';
import { resolveOptions, type EngineOptions, type ResolvedOptions } from './options.ts';
import type { EngineParts } from './parts.ts';
import { knownTerminal, planPayment, type PayRequest, type TransactionPlan } from './pay-request.ts';
import { createTerminalLink, type TerminalLink } from './terminal-link.ts';
import { terminalHandle, type Terminal } from './terminal.ts';
import { transactionEffects } from './transaction-effects.ts';
import { transactionHandle, type Transaction } from './transaction.ts';

/** Drives the terminals of one till. */
export interface Engine {
  /**
   * Starts a payment and gives its handle at once.
   *
   * @throws {InputError} when the request cannot be sent as it is; nothing is stored or sent then
   * @throws {ClosedError}
   */
  pay(request: PayRequest): Transaction;
  /** A transaction of this engine by its id, or `undefined`. */
  transaction(id: string): Transaction | undefined;
  /** @throws {InputError} `ERR_INPUT_TERMINAL` when the engine has no such terminal */
  terminal(poiid: string): Terminal;
  /**
   * Waits up to `limits.closeTimeoutMs` for what is in flight, then ends. What is not settled by then is left as the journal
   * has it. Safe to call twice.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Sets an engine up. Nothing is sent.
 *
 * @throws {ConfigError} naming the option, what was expected and what was found
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const resolved = resolveOptions(options);
  const log = (options.logger ?? silentLogger).child({ component: 'engine' });
  const journal = resolveJournal(options.journal);
  const keyRing = await createKeyRing(options.sharedKeys);
  const clock = options.parts?.clock ?? systemClock;
  const random = options.parts?.random ?? systemRandom;
  const transport = options.parts?.transport ?? (await realTransport(options, resolved, log));
  const protection = nexoProtection(keyRing, random);
  const links = new Map(
    [...resolved.terminals].map(([poiid, address]): [POIID, TerminalLink] => [
      poiid,
      createTerminalLink({ transport: transport(address), protection, clock, log: log.child({ POIID: poiid }) }),
    ]),
  );
  return new TerminalEngine({ clock, random, transport }, resolved, journal, links, log);
}

interface OpenTransaction {
  readonly input: TransactionInput;
  readonly mailbox: Mailbox;
  readonly cancel: () => void;
}

class TerminalEngine implements Engine {
  readonly #parts: EngineParts;
  readonly #options: ResolvedOptions;
  readonly #journal: Journal;
  readonly #links: ReadonlyMap<POIID, TerminalLink>;
  readonly #log: Logger;
  readonly #transactions = new Map<TransactionId, OpenTransaction>();
  #closing: Promise<void> | undefined;

  constructor(
    parts: EngineParts,
    options: ResolvedOptions,
    journal: Journal,
    links: ReadonlyMap<POIID, TerminalLink>,
    log: Logger,
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#journal = journal;
    this.#links = links;
    this.#log = log;
  }

  pay(request: PayRequest): Transaction {
    this.#assertOpen();
    return this.#begin(planPayment(request, this.#options));
  }

  transaction(id: string): Transaction | undefined {
    const found = this.#transactions.get(parseTransactionId(id));
    return found && transactionHandle(found.mailbox, this.#parts.clock);
  }

  terminal(poiid: string): Terminal {
    this.#assertOpen();
    const known = knownTerminal(poiid, this.#options);
    return terminalHandle({
      POIID: known,
      SaleID: this.#options.saleId,
      link: this.#linkOf(known),
      random: this.#parts.random,
      timeoutMs: this.#options.limits.requestTimeoutMs,
      currencyExponents: this.#options.currencyExponents,
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The transaction of that id if there is one, else a new one. */
  #begin(plan: TransactionPlan): Transaction {
    const { clock, random } = this.#parts;
    const createdAtMs = clock.now();
    const id = plan.id ?? parseTransactionId(uuidv7({ msecs: createdAtMs, random: random.bytes(16) }));
    const existing = this.#transactions.get(id);
    if (existing !== undefined) {
      if (!isDeepStrictEqual(existing.input.request, plan.request)) {
        throw new InputError(
          'ERR_INPUT_ID_REUSED',
          `id: ${shown(id)} belongs to another request; a new attempt takes a new id`,
        );
      }
      return transactionHandle(existing.mailbox, clock);
    }
    const input: TransactionInput = {
      id,
      category: plan.category,
      POIID: plan.POIID,
      SaleID: this.#options.saleId,
      ServiceID: createServiceID((length) => random.bytes(length)),
      reference: plan.reference,
      amount: plan.amount,
      wantsReceipts: plan.wantsReceipts,
      request: plan.request,
      body: plan.body(createdAtMs),
      createdAtMs,
      limits: this.#options.limits,
    };
    return transactionHandle(this.#open(input), clock);
  }

  #open(input: TransactionInput): Mailbox {
    const effects = transactionEffects({
      input,
      link: this.#linkOf(input.POIID),
      random: this.#parts.random,
      currencyExponents: this.#options.currencyExponents,
      requestTimeoutMs: this.#options.limits.requestTimeoutMs,
      deliver: (happening) => mailbox.deliver(happening),
    });
    const mailbox = new Mailbox({
      input,
      journal: this.#journal,
      clock: this.#parts.clock,
      log: this.#log.child({ transaction: input.id, ServiceID: input.ServiceID, POIID: input.POIID }),
      execute: effects.execute,
    });
    this.#transactions.set(input.id, { input, mailbox, cancel: effects.cancel });
    // A settled transaction waits for nothing more: connections that are still open are closed.
    mailbox.state$.subscribe({ complete: effects.cancel });
    return mailbox;
  }

  #linkOf(poiid: POIID): TerminalLink {
    const link = this.#links.get(poiid);
    if (link === undefined)
      throw new InputError('ERR_INPUT_TERMINAL', `poiid: ${shown(poiid)} is no terminal of this engine`);
    return link;
  }

  async #close(): Promise<void> {
    const open = [...this.#transactions.values()];
    await Promise.race([Promise.all(open.map(({ mailbox }) => ended(mailbox.state$))), this.#closeTimeout()]);
    const left = open.filter(({ mailbox }) => mailbox.state.state !== 'settled').map(({ input }) => input.id);
    if (left.length > 0) this.#log.warn({ transactions: left }, 'closed with transactions that are not settled');
    for (const { mailbox } of open) mailbox.stop();
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    await this.#journal.close();
  }

  #closeTimeout(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.setTimeout(resolve, this.#options.limits.closeTimeoutMs);
    });
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('the engine');
  }
}

/** Resolves when a transaction is settled. */
async function ended(state$: Observable<{ state: string }>): Promise<void> {
  await firstValueFrom(state$.pipe(filter(({ state }) => state === 'settled')), { defaultValue: undefined });
}

function resolveJournal(journal: EngineOptions['journal']): Journal {
  if (journal === undefined || journal === 'memory') return memoryJournal();
  if (typeof journal === 'object') return journal;
  throw new ConfigError('ERR_CONFIG_JOURNAL', `journal: expected a Journal or 'memory', found ${shown(journal)}`);
}

async function realTransport(
  options: EngineOptions,
  resolved: ResolvedOptions,
  log: Logger,
): Promise<TransportFactory> {
  const fleetRoot = await findFleetRoot(options.rootCertificate, resolved.environment);
  if (!fleetRoot.pinned) {
    log.warn(
      { fingerprint: fleetRoot.fingerprint, subject: fleetRoot.subject },
      'the root certificate is not the one of the Adyen terminal fleet: only good for a simulator',
    );
  }
  return (address) => undiciTransport(address, { fleetRoot, connectTimeoutMs: resolved.limits.connectTimeoutMs });
}

async function findFleetRoot(
  given: string | Uint8Array | undefined,
  environment: ResolvedOptions['environment'],
): Promise<FleetRoot> {
  if (given !== undefined) {
    const isPath = typeof given === 'string' && !given.includes('-----BEGIN');
    return loadFleetRoot(isPath ? await readRoot(given) : given, environment, { allowOther: environment === 'test' });
  }
  const store = fleetRootStore();
  const installed = await store.read(environment);
  if (installed !== undefined) return installed;
  throw new ConfigError(
    'ERR_CONFIG_ROOT',
    `rootCertificate: expected the ${environment} fleet root, found none at ${store.pathOf(environment)}; ` +
      'install it with `tenderline certs install FILE`, or give rootCertificate',
  );
}

async function readRoot(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ConfigError(
      'ERR_CONFIG_ROOT',
      `rootCertificate: expected a readable file, found none at ${shown(path)}`,
      {
        cause: error,
      },
    );
  }
}

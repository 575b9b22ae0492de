import { v7 as uuidv7 } from 'uuid';
import { notificationHandler } from '../adapters/notification-listener/notification-handler.ts';
import { startNotificationListener } from '../adapters/notification-listener/start-listener.ts';
import { soleOwner } from '../adapters/ownership/sole-owner.ts';
import type { Journal } from '../adapters/ports/journal.port.ts';
import type { NotificationListener } from '../adapters/ports/listener.port.ts';
import type { TerminalKeys } from '../crypto/index.ts';
import type { TransactionEventPayload } from '../machines/index.ts';
import { createTerminalKeys } from './options/create-terminal-keys.ts';
import { parseTransactionId, type POIID } from '../protocol/ids.ts';
import { containedKeyRing, containedParts } from './runtime/contained-parts.ts';
import { safeLogger } from './runtime/containment.ts';
import { reportTerminal } from './doctor/terminal-report.ts';
import { EngineHandle } from './engine-handle.ts';
import type { Engine, HandlerOptions } from './engine.ts';
import { openHeads } from './inspection/heads.ts';
import { LazyInspection } from './inspection/live-source.ts';
import { observeScreens, observeTerminal } from './inspection/observe.ts';
import { serveVisualizer, type ServedPage } from './inspection/serve.ts';
import { withHealth } from './journal/journal-health.ts';
import { openJournal } from './journal/open-journal.ts';
import { Inspector } from './runtime/inspector.ts';
import type { Logger } from './runtime/logging.ts';
import { Slices } from './runtime/slices.ts';
import { NotificationRouter } from './notification-router.ts';
import type { EngineOptions, ResolvedOptions } from './options/engine-options.ts';
import { resolveLogger } from './options/resolve-logger.ts';
import { resolveOptions, softwareOf } from './options/resolve-options.ts';
import { resolveParts, type ResolvedParts } from './options/resolve-parts.ts';
import { warnOfLegacyKeys } from './options/legacy-keys.ts';
import { sharedTerminals } from './ownership/shared-terminals.ts';
import { StoredEntries } from './ownership/stored-entries.ts';
import { Attempts } from './sending/attempts.ts';
import { readOpen } from './journal/stored-transactions.ts';
import { shutDown, type Closable } from './shutdown.ts';
import { Fleet } from './terminals/fleet.ts';
import { terminalParts } from './terminals/terminal-parts.ts';
import { watchTraffic } from './watch-traffic.ts';
import { withControl } from './with-control.ts';
import { Admission } from './transactions/admission.ts';
import type { TransactionEntry } from './transactions/transaction-entry.ts';
import { TransactionExchanges } from './transactions/transaction-exchanges.ts';
import { TransactionStore } from './transactions/transaction-store.ts';
import { UnmatchedResponses } from './transactions/unmatched-responses.ts';

/** As `createEngine` of on-demand.ts, which loads this. Whatever a payment needs is loaded when it returns. */
export async function createEngine(given: EngineOptions): Promise<Engine> {
  const options = resolveOptions(given);
  const { journal: journalOption, rootCertificate, parts: givenParts } = given;
  const log = safeLogger(resolveLogger(given.logger)).child({ component: 'engine' });
  const givenRing = givenParts?.keyRing;
  const keys = await createTerminalKeys(options, givenRing && containedKeyRing(givenRing));
  warnOfLegacyKeys(options, log);
  const parts = containedParts(await resolveParts(givenParts ?? {}, rootCertificate, options, log), log);
  // The journal comes last: an error in the other options is reported without taking possession of a file.
  const journal = await openJournal(journalOption, given.parts?.ownership);
  try {
    return await assemble(options, keys, parts, journal, log);
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Assembles the parts, each from those above it, and resumes open transactions. */
async function assemble(
  given: ResolvedOptions,
  keys: TerminalKeys,
  parts: ResolvedParts,
  givenJournal: Journal,
  log: Logger,
): Promise<Engine> {
  const { saleId, limits, currencyExponents } = given;
  const { clock, random, bootId, hostId, ownership, transport } = parts;
  const { journal, health$ } = withHealth(givenJournal, clock);
  const open = await readOpen(journal);
  const newId = () => parseTransactionId(uuidv7({ msecs: clock.now(), random: random.bytes(16) }));

  const inspector = new Inspector(log, () => openHeads(store));
  const loginContext = () => ({ atMs: clock.now(), software: softwareOf(given) });
  const onStepOf = (poiid: POIID) => observeTerminal(inspector, clock, poiid);
  const forTerminals = {
    options: given,
    keys,
    transport,
    clock,
    random,
    log,
    inspector,
    loginContext,
    onStepOf,
    certificates: parts.certificates,
    whyNotHere: (poiid: POIID) => shared.whyNotHere(poiid),
  };
  const fleet = new Fleet({
    environment: given.environment,
    keys,
    log,
    transport,
    make: (address, isUnprotected) => terminalParts(forTerminals, address, isUnprotected),
  });
  const { clients, queues } = fleet;
  const options = { ...given, terminals: fleet.addresses, unprotected: fleet.unprotected };
  const store = new TransactionStore(limits, queues, ownership !== soleOwner);
  const unmatched = new UnmatchedResponses({ journal, clock, log, newId });
  const exchanges = new TransactionExchanges({
    clients,
    store,
    random,
    currencyExponents,
    requestTimeoutMs: limits.requestTimeoutMs,
  });
  const attempts = new Attempts<TransactionEventPayload>(random);
  const slices = new Slices();
  const follow = (entry: TransactionEntry) => shared.follow(entry);
  const process = {
    journal,
    clock,
    log,
    store,
    exchanges,
    attempts,
    ownership,
    unmatched,
    bootId,
    hostId,
    inspector,
    slices,
    follow,
  };
  const stored = new StoredEntries(process);
  const shared = sharedTerminals({ ...process, queues, options, stored });
  const admission = new Admission({
    options,
    journal,
    clock,
    random,
    bootId,
    hostId,
    log,
    newId,
    store,
    queues,
    process,
    stored,
    shared,
  });
  const router = new NotificationRouter({
    saleId,
    clock,
    store,
    queues,
    displayGraceMs: limits.displayGraceMs,
  });
  observeScreens(inspector, router.display$);
  fleet.open((added) => {
    admission.serve(added.queue);
    watchTraffic({ ...added, store, unmatched, currencyExponents, log });
    store.introduce(added.queue);
    shared.hint();
  });
  for (const [poiid, address] of given.terminals) {
    await slices.turn();
    fleet.install(address, given.unprotected.has(poiid));
  }

  const sink: HandlerSink = (received) => router.take(received);
  const notifications = { keyRing: keys, clock, log, sink };
  const inspection = new LazyInspection({ inspector, store, queues, list$: fleet.list$, journal, clock });
  let visualizer: ServedPage | undefined;
  let listener: NotificationListener | undefined;
  try {
    visualizer = options.inspect && (await serveVisualizer(options.inspect, inspection.source));
    // Before the listener: no notification arrives before its transaction is known. Without it nothing is stored or asked.
    unmatched.recover(open.orphans);
    const resumed: (() => void)[] = [];
    if (!store.isShared) {
      for (const damage of open.damaged) stored.quarantine(damage);
      for (const transaction of open.transactions) {
        await slices.turn();
        resumed.push(stored.resume(transaction));
      }
    }
    listener = options.listener && (await startNotificationListener({ ...options.listener, ...notifications }));
    for (const goOn of resumed) goOn();
    await shared.start((poiid, reason) => admission.withdrawWaiting(poiid, reason));
  } catch (error) {
    await Promise.all([listener?.close(), visualizer?.close()]);
    // With its timers: a program whose engine did not start ends.
    inspector.close();
    throw error;
  }
  const closed: Closable[] = [
    { name: 'listener', close: () => listener?.close() },
    { name: 'visualizer', close: () => visualizer?.close() },
    { name: 'owners', close: () => shared.close() },
    { name: 'unmatched responses', close: () => unmatched.close() },
    { name: 'transactions', close: () => store.all().forEach((entry) => entry.close()) },
    { name: 'clients', close: () => fleet.closeClients() },
    { name: 'journal', close: () => journal.close() },
    { name: 'terminals', close: () => fleet.close() },
    { name: 'store', close: () => store.close() },
    { name: 'notifications', close: () => router.close() },
    { name: 'inspector', close: () => inspector.close() },
  ];
  const engine = new EngineHandle({
    options,
    clock,
    bootId,
    log,
    journal,
    health$,
    store,
    admission,
    stored,
    shared,
    unmatched,
    router,
    inspect$: inspector.entries$,
    inspection,
    fleet,
    listenerUrl: listener?.url,
    inspectUrl: visualizer?.url,
    notificationHandler: (handler: HandlerOptions) => notificationHandler({ ...handler, ...notifications }),
    diagnose: (poiid) =>
      reportTerminal({
        ...parts,
        ...limits,
        poiid,
        saleId,
        address: fleet.addressOf(poiid),
        keys: fleet.unprotected.has(poiid) ? undefined : keys.ringOf(poiid),
        log: log.child({ POIID: poiid }),
      }),
    shutDown: () =>
      shutDown({
        clock,
        log,
        store,
        closeTimeoutMs: limits.closeTimeoutMs,
        admission,
        parts: closed,
      }),
  });
  return withControl(engine, options.controlledJournal, { closed, log });
}

type HandlerSink = Parameters<typeof notificationHandler>[0]['sink'];

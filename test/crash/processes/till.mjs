// A till in a process of its own, for the kill test. Its one argument is a JSON object (TillTask in kill-test.d.mts). It makes
// its payments, prints what it learns as lines of JSON, and ends; when it is given a crash point it kills itself there.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { openSqliteJournal, undiciTransport } from '../../../dist/adapters/index.js';
import { loadFleetRoot } from '../../../dist/certs/index.js';
import { createEngine } from '../../../dist/index.js';
import { print } from './print.mjs';

const { saleId, sharedKey, rootPem, journalPath, payments, limits, crashPoint } = JSON.parse(process.argv[2]);
const [at, way = 'kill'] = crashPoint?.split('!') ?? [];
const [aim, hit = '1'] = at?.split(':') ?? [];
let hitsLeft = Number(hit);
const SLOW_DISK_MS = 30;

// When the test has ended, this till has no purpose.
process.stdin.once('end', () => process.exit(1)).resume();
process.stdin.unref();

const printed = new Set();
const printOnce = (line) => printed.has(line.type) || (printed.add(line.type) && print(line));

/** Whether the till is to die at this point, this time. */
function isDue(point) {
  if (point !== aim) return false;
  hitsLeft -= 1;
  return hitsLeft === 0;
}

/** The process ends in its way. By the default one nothing after this call happens. */
function die() {
  print({ type: 'killed', point: crashPoint });
  if (way === 'exit') process.exit(3);
  if (way === 'throw') {
    process.nextTick(() => {
      throw new Error('a bug of the till');
    });
    return;
  }
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function pass(point) {
  if (isDue(point)) die();
}

/** The record that settles has one name, whatever it was that settled. */
function nameOf({ settles, type, event }) {
  if (settles) return 'settling';
  return type === 'event' ? event.type : type;
}

/** The real journal, with a crash point at each side of every append. */
async function deadlyJournal(path) {
  const journal = await openSqliteJournal(path);
  return {
    ...journal,
    async append(records) {
      const names = records.map(nameOf);
      if (names.some((name) => isDue(`${name}.before`))) {
        // The disk is slow, and the record never gets there: what the engine does without waiting for it, it does now.
        await setTimeout(SLOW_DISK_MS);
        die();
      }
      const stored = journal.append(records);
      // The thread has the records by then, and is at the disk or on the way to it.
      if (names.some((name) => isDue(`${name}.during`))) setImmediate(die);
      await stored;
      for (const name of names) pass(`${name}.after`);
    },
  };
}

const underWay = new AsyncLocalStorage();
const categoryOf = (body) => JSON.parse(Buffer.from(body).toString()).SaleToPOIRequest.MessageHeader.MessageCategory;

/** The real transport, with crash points around each of its steps. The steps inside undici are reported by its own channels. */
function deadlyTransport(address, fleetRoot) {
  const transport = undiciTransport(address, { fleetRoot, connectTimeoutMs: 10_000 });
  return {
    close: () => transport.close(),
    async post(request) {
      const category = categoryOf(request.body);
      pass(`${category}.beforeConnect`);
      const onWritten = () => {
        pass(`${category}.written`);
        request.onWritten?.();
      };
      const result = await underWay.run(category, () => transport.post({ ...request, onWritten }));
      if (result.kind === 'answered') pass(`${category}.answered`);
      return result;
    },
  };
}

// TLS is up and the certificate is checked; no byte of the request has left.
subscribe('undici:client:sendHeaders', ({ socket }) => {
  const category = underWay.getStore();
  pass(`${category}.connected`);
  if (isDue(`${category}.midBody`)) dieMidBody(socket);
});

// The head of the answer is here, its body is not.
subscribe('undici:request:headers', () => pass(`${underWay.getStore()}.answering`));

/** Lets the head and one half of the body out to the kernel, which delivers them; the other half never leaves. */
function dieMidBody(socket) {
  const write = socket.write.bind(socket);
  socket.write = (chunk, ...more) => {
    if (typeof chunk === 'string') return write(chunk, ...more); // the head of the request
    write(chunk.subarray(0, chunk.length / 2), die);
    return false;
  };
}

/** In a function, because the bundle that is started has no `await` at its top level. */
async function main() {
  const fleetRoot = loadFleetRoot(rootPem, 'test', { allowOther: true });
  const engine = await createEngine({
    saleId,
    environment: 'test',
    terminals: payments.map(({ poiid, port }) => ({ poiid, host: '127.0.0.1', port })),
    sharedKeys: [sharedKey],
    rootCertificate: rootPem,
    limits,
    // A till that is not to die is as any user would write it.
    journal: aim === undefined ? journalPath : await deadlyJournal(journalPath),
    ...(aim !== undefined && { parts: { transport: (address) => deadlyTransport(address, fleetRoot) } }),
  }).catch((error) => {
    print({ type: 'refused', code: error.code });
    process.exit(1);
  });
  print({ type: 'open', unresolved: engine.unresolved().length });

  engine.alerts$.subscribe((alert) => print({ type: 'alert', alert }));
  engine.unresolved$.subscribe((states) => {
    const checked = states.filter(
      ({ state, nextCheckAtMs }) => state === 'statusChecking' || nextCheckAtMs !== undefined,
    );
    if (checked.length === payments.length) printOnce({ type: 'allChecked' });
  });

  const pay = async ({ does = 'pay', ...request }) => {
    const outcome = await engine[does](request).settled();
    const again = await engine[does](request).settled();
    print({ type: 'outcome', id: request.id, outcome, sameAgain: isDeepStrictEqual(outcome, again) });
    pass('reported');
  };
  await Promise.all(payments.map(({ port: _, ...request }) => pay(request)));
  print({ type: 'done', unresolved: engine.unresolved().length, orphans: engine.orphans().length });
  pass('done');
  if (aim?.startsWith('pruning.')) {
    const pruning = engine.prune(0);
    if (isDue('pruning.during')) setImmediate(die);
    await pruning;
    pass('pruning.after');
  }
  const [, closingMs] = /^closing\.(\d+)ms$/.exec(aim ?? '') ?? [];
  if (closingMs !== undefined) void setTimeout(Number(closingMs)).then(die);
  await engine.close();
  // So that the till does not end in good order before.
  if (closingMs !== undefined) await setTimeout(1000);
}

void main();

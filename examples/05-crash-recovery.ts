/**
 * The till dies while the shopper pays. The next start reads the journal, asks the terminal what became of the payment, and sends
 * nothing again: the same id is the same payment.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type EngineOptions, type PayRequest } from 'tenderline';
import { startSimulator } from 'tenderline/simulator';

const poiid = 'V400m-324688179';
const request: PayRequest = {
  id: 'ORDER-5001',
  poiid,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-5001',
};

if (process.env['TILL'] === undefined) await shop();
else await tillThatDies(JSON.parse(process.env['TILL']) as EngineOptions);

async function shop() {
  const sharedKeys = [{ keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' }];
  const simulator = await startSimulator({ terminals: [{ poiid, sharedKeys }], timeScale: 0.1 });
  const { host, port, ledger, received } = simulator.terminal(poiid);
  const folder = mkdtempSync(join(tmpdir(), 'till-'));
  const options: EngineOptions = {
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid, host, port }],
    sharedKeys,
    rootCertificate: simulator.fleet.rootPem,
    journal: join(folder, 'tenderline.db'),
  };

  const till = fork(import.meta.filename, { env: { ...process.env, TILL: JSON.stringify(options) } });
  const [, signal] = await once(till, 'exit');
  console.log(`the till was ended by ${signal}`);

  const engine = await createEngine(options);
  console.log(
    `unknown after the start: ${engine
      .unresolved()
      .map(({ id }) => id)
      .join()}`,
  );
  const payment = engine.pay(request); // what a till does that does not know: the same id
  const outcome = await payment.settled();
  console.log(outcome.kind, `learnt by asking: ${outcome.recovered}`);
  const payments = received.filter(({ MessageCategory }) => MessageCategory === 'Payment');
  console.log(`sent ${payments.length} time, charged ${ledger.charges(payment.serviceId).length} time`);

  await engine.close();
  await simulator.close();
  rmSync(folder, { recursive: true });
}

async function tillThatDies(options: EngineOptions) {
  const engine = await createEngine(options);
  engine.pay(request).state$.subscribe(({ state }) => {
    if (state === 'awaiting') process.kill(process.pid, 'SIGKILL');
  });
}

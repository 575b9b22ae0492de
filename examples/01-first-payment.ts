/**
 * A first payment, from start to truth: a simulated terminal, an engine, one payment, its states and its outcome.
 * Against a real terminal the simulator goes away, and `host`, `sharedKeys` and the installed fleet root take its place.
 */
import { createEngine } from 'tenderline';
import { startSimulator } from 'tenderline/simulator';

const poiid = 'V400m-324688179';
const sharedKeys = [{ keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' }];

const simulator = await startSimulator({ terminals: [{ poiid, sharedKeys }] });
const { host, port } = simulator.terminal(poiid);

const engine = await createEngine({
  saleId: 'TILL-01',
  environment: 'test', // or 'live': picks the root certificate and the name rule
  terminals: [{ poiid, host, port }], // port 8443 when it is left out
  sharedKeys, // the first seals, all open
  rootCertificate: simulator.fleet.rootPem, // left out: the root that `tenderline certs install` verified
});

const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1001' });
payment.state$.subscribe(({ state }) => console.log(state)); // hot, the current state first

const outcome = await payment.settled(); // never rejects for an unknown: it waits. See also payment.outcome(withinMs)
console.log(outcome.kind, outcome.charged, outcome.amounts.authorized);

await engine.close();
await simulator.close();

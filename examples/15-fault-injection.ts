/**
 * Fault injection: what goes wrong between till and terminal is data. Each line is one payment under one fault; what the till says is
 * compared with what the terminal took. A request that was lost and an answer that was lost look the same on the network.
 */
import { createEngine } from 'tenderline';
import type { Fault } from 'tenderline/simulator';
import { assertTellsTheTruth, startTestTerminal } from 'tenderline/testing';

const FAULTS: readonly Fault[] = [
  { kind: 'refuseConnection' }, // no connection: nothing was sent
  { kind: 'loseRequest' }, // the request was lost
  { kind: 'dropAfterRead', when: 'atAnswer' }, // the answer was lost
  { kind: 'truncateBody', bytes: 40 }, // half an answer
  { kind: 'corruptHmac' }, // an answer whose signature is wrong
  { kind: 'wrongServiceID' }, // the answer to another request
  { kind: 'forgedApproval' }, // an attacker's "approved", in the clear
  { kind: 'httpStatus', status: 503, when: 'after' }, // a failure after the money was taken
  { kind: 'noKey' }, // the terminal has no key, and says so
];

const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid, ledger, received } = shop.terminal;

for (const fault of FAULTS) {
  shop.next({ fault });
  const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: `ORDER-${fault.kind}` });
  const outcome = await payment.settled(); // oxlint-disable-line no-await-in-loop
  assertTellsTheTruth(outcome, ledger, { serviceId: payment.serviceId });
  const why = outcome.failure?.code ?? (outcome.recovered ? 'learnt by asking' : '');
  const sent = received.filter(({ ServiceID }) => ServiceID === payment.serviceId).length;
  const taken = ledger.charges(payment.serviceId).length;
  console.log(`${fault.kind.padEnd(17)} ${outcome.kind.padEnd(13)} sent ${sent}, charged ${taken}  ${why}`);
}

await engine.close();
await shop.close();

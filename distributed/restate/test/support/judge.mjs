// What came of each payment, judged as in the kill test of the embedded engine.
import { isDeepStrictEqual } from 'node:util';
import { violationsOf } from '../../../../test/crash/verdict.mjs';

/**
 * @param payments of `openLanes`, all of them settled
 * @returns everything that must never be, in words, and how many payments ended in which way
 */
export async function judge(cluster, payments) {
  const reports = new Map();
  for (const place of Object.values(cluster.places)) reports.set(place.poiid, await cluster.report(place));
  const kinds = {};
  const violations = [];
  for (const { payment, poiid } of payments) {
    const outcome = await payment.settled();
    const again = await cluster.till.find(payment.id).settled();
    const story = storyOf(payment, outcome, isDeepStrictEqual(outcome, again), reports.get(poiid));
    kinds[outcome.kind] = (kinds[outcome.kind] ?? 0) + 1;
    violations.push(...violationsOf(story).map((violation) => `${payment.id}: ${violation}`));
  }
  const ours = new Set(payments.map(({ payment }) => payment.state.serviceId));
  for (const [poiid, { payments: received, ledger }] of reports) {
    const strays = received.filter(({ ServiceID }) => !ours.has(ServiceID));
    if (strays.length > 0) violations.push(`${poiid}: ${strays.length} payments that nobody asked for`);
    if (ledger.some(({ ServiceID }) => !ours.has(ServiceID)))
      violations.push(`${poiid}: a charge that nobody asked for`);
    const { work } = await cluster.till.terminal(poiid).state();
    if (work !== 'idle') violations.push(`${poiid}: it is ${work} when all is over`);
  }
  return { violations, kinds };
}

/** A payment in the words of the verdict. */
function storyOf(payment, outcome, sameAgain, { received, ledger }) {
  const { serviceId } = payment.state;
  const ofThis = ({ ServiceID }) => ServiceID === serviceId;
  const lines = [
    { type: 'outcome', outcome, sameAgain },
    { type: 'done', unresolved: 0, orphans: payment.late.length },
  ];
  return {
    scenario: { kind: 'approved' },
    lives: [{ lines, code: 0, complaint: '', isReadable: true }],
    report: { received: received.filter(ofThis), ledger: ledger.filter(ofThis), neighbour: null },
    records: [{ type: 'opened', input: { ServiceID: serviceId } }, { settles: true }],
  };
}

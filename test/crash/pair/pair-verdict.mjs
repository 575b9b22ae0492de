import { SCENARIOS } from '../points.mjs';
import { isOurs, reportedWrongly, sentTwice } from '../verdict.mjs';
import { isElsewhere } from './lanes.mjs';

/**
 * Compares what both servers reported with the terminals and the journal, by the rules of the kill test of one till.
 *
 * @param lines what the servers printed
 * @param records of the journal
 * @param reports of the terminals: what arrived, and the ledger
 * @param ids of the payments that were made
 * @returns everything that must never be, in words; empty when all is well
 */
export function pairViolations({ lines, records, reports, ids }) {
  const intents = new Set(records.filter(({ type }) => type === 'opened').map(({ input }) => input.ServiceID));
  const received = reports.flatMap((report) => report.received);
  const ledger = reports.flatMap((report) => report.ledger);
  const strangers = received.filter((one) => isOurs(one, 'Payment') && !intents.has(one.ServiceID)).length;
  return [
    ...(strangers > 0 ? [`${strangers} requests arrived whose intent is not in the journal`] : []),
    ...ids.flatMap((id) => ofPayment(id, { lines, records, received, ledger }).map((what) => `${id}: ${what}`)),
  ];
}

function ofPayment(id, { lines, records, received, ledger }) {
  const own = records.filter(({ transaction }) => transaction === id);
  const names = new Set(own.filter(({ type }) => type === 'opened').map(({ input }) => input.ServiceID));
  const outcomes = lines.filter((line) => line.type === 'outcome' && line.id === id && !isElsewhere(line.outcome));
  const story = {
    scenario: SCENARIOS.approve,
    shopperWaits: false,
    lives: [{ lines: outcomes.map(comparable), wasKilled: false, point: undefined }],
    report: {
      received: received.filter(({ ServiceID }) => names.has(ServiceID)),
      ledger: ledger.filter(({ ServiceID }) => names.has(ServiceID)),
    },
    records: own,
  };
  const settled = own.filter(({ settles }) => settles).length;
  return [
    ...sentTwice(story),
    ...reportedWrongly(story),
    ...(settled === 1 ? [] : [`the journal settles it ${settled} times`]),
  ];
}

/** Why it was not sent, each server says in its own words: the one that lost the terminal, and the one that found it unsent. */
function comparable({ outcome, ...line }) {
  const said = outcome.kind === 'notProcessed' ? { kind: outcome.kind, charged: outcome.charged } : outcome;
  return { ...line, outcome: said, sameAgain: true };
}

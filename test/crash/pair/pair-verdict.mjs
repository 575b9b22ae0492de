import { SCENARIOS } from '../points.mjs';
import { isOurs, reportedWrongly, sentTwice } from '../verdict.mjs';

/**
 * Compares what both servers reported with the terminals and the journal, by the rules of the kill test of one till.
 *
 * @param told the outcomes that tills were told, in order
 * @param events what a reader of the events was told
 * @param records of the journal
 * @param reports of the terminals: what arrived, and the ledger
 * @param ids of the payments that were made
 * @returns everything that must never be, in words; empty when all is well
 */
export function pairViolations({ told, events, records, reports, ids }) {
  const opened = records.filter(({ type }) => type === 'opened');
  const intents = new Set(opened.map(({ input }) => input.ServiceID));
  const received = reports.flatMap((report) => report.received);
  const ledger = reports.flatMap((report) => report.ledger);
  const strangers = received.filter((one) => isOurs(one, 'Payment') && !intents.has(one.ServiceID)).length;
  return [
    ...(strangers > 0 ? [`${strangers} requests arrived whose intent is not in the journal`] : []),
    ...events.gaps.map((gap) => `the events have a gap: ${gap}`),
    ...opened.flatMap(({ transaction }) => ofEvents(transaction, told, events)),
    ...records.filter(({ type }) => type === 'orphan').map(({ detail }) => `left to a person: ${nameOf(detail)}`),
    ...ids.flatMap((id) => ofPayment(id, { told, records, received, ledger }).map((what) => `${id}: ${what}`)),
  ];
}

function nameOf({ transaction = 'a request of nobody', result }) {
  return `${transaction} ${result?.kind ?? ''}`;
}

function ofPayment(id, { told: all, records, received, ledger }) {
  const own = records.filter(({ transaction }) => transaction === id);
  const names = new Set(own.filter(({ type }) => type === 'opened').map(({ input }) => input.ServiceID));
  const told = all.filter((one) => one.id === id);
  // A server that refuses a payment before it is stored says so, and its id is free for another attempt.
  const refusals = told.filter(({ outcome, serviceId }) => outcome.kind === 'notProcessed' && !names.has(serviceId));
  const outcomes = told.filter((line) => !refusals.includes(line));
  const sentOf = (serviceIds) => received.filter((one) => isOurs(one, 'Payment') && serviceIds.includes(one.ServiceID));
  const charges = ledger.filter(({ reference }) => reference === `ORDER-${id}`);
  if (names.size === 0 && refusals.length > 0) {
    return outcomes.length + charges.length === 0 ? [] : [`it is not in the journal (${describe(told)})`];
  }
  const story = {
    scenario: SCENARIOS.approve,
    shopperWaits: false,
    lives: [{ lines: outcomes.map(comparable), wasKilled: false, point: undefined }],
    report: {
      received: received.filter(({ ServiceID }) => names.has(ServiceID)),
      ledger: charges,
    },
    records: own,
  };
  const settled = own.filter(({ settles }) => settles).length;
  return [
    ...sentTwice(story),
    ...reportedWrongly(story),
    ...(told.lastIndexOf(refusals.at(-1)) > told.indexOf(outcomes[0] ?? refusals.at(-1))
      ? ['it was refused after its end had been told']
      : []),
    ...(sentOf(refusals.map(({ serviceId }) => serviceId)).length === 0 ? [] : ['it was sent after it was refused']),
    ...(settled === 1 ? [] : [`the journal settles it ${settled} times`]),
  ].map((what) => `${what} (${describe(told)})`);
}

/** Whether the reader of the events, who went from server to server, was told the same end as the till. */
function ofEvents(id, told, { outcomes }) {
  const end = told.findLast((one) => one.id === id)?.outcome;
  const heard = outcomes.get(id) ?? [];
  // Of a receipt, the events say only that there is one. An end that comes last stays with the reader.
  const last = heard.at(-1);
  if (end === undefined || (last?.kind === end.kind && last.charged === end.charged)) return [];
  const kinds = heard.map(({ kind }) => kind).join(', ') || 'nothing';
  return [`${id}: the till was told ${end.kind}, a reader of the events ${kinds}`];
}

/** What was reported, for people: by which server, and why. */
function describe(outcomes) {
  if (outcomes.length === 0) return 'nothing was reported';
  return outcomes.map(({ server, outcome }) => [server, outcome.kind, outcome.failure?.code].join(' ')).join(', ');
}

/** Why it was not sent, each server says in its own words: the one that lost the terminal, and the one that found it unsent. */
function comparable({ outcome }) {
  const said = outcome.kind === 'notProcessed' ? { kind: outcome.kind, charged: outcome.charged } : outcome;
  return { type: 'outcome', outcome: said, sameAgain: true };
}

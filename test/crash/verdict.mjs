import { isDeepStrictEqual } from 'node:util';
import { placeOf } from './points.mjs';
import { SALE_ID } from './shop.mjs';

export const categoryOf = ({ category = 'Payment' }) => category;

/** A request of the tills under test that moves money, among what a terminal received. */
export const isOurs = ({ MessageCategory, SaleID }, category) => MessageCategory === category && SaleID === SALE_ID;

/** What arrived of the transaction that is made. */
const arrivedOf = ({ report, scenario }) => report.received.filter((one) => isOurs(one, categoryOf(scenario)));

/** The outcomes that tills reported, in order. */
export const outcomesOf = (lives) => lives.flatMap(({ lines }) => lines).filter(({ type }) => type === 'outcome');

/**
 * Compares the reports of the tills with the terminal's ledger and the journal.
 *
 * @returns everything that must never be, in words; empty when all is well
 */
export function violationsOf(story) {
  return [...sentTwice(story), ...reportedWrongly(story), ...leftOpen(story)];
}

/** What the terminal got, and took from the shopper. */
export function sentTwice(story) {
  const { records } = story;
  const sent = arrivedOf(story).map(({ ServiceID }) => ServiceID);
  const moves = movesOf(story);
  const intents = new Set(records.filter(({ type }) => type === 'opened').map(({ input }) => input.ServiceID));
  return complaints([
    [new Set(sent).size === sent.length, 'a request arrived twice under one ServiceID'],
    [sent.length <= 1, `${sent.length} requests arrived for one id`],
    [moves.length <= 1, `moved ${moves.length} times`],
    [sent.every((ServiceID) => intents.has(ServiceID)), 'a request arrived whose intent is not in the journal'],
    [intents.size === 1, `${intents.size} intents in the journal`],
  ]);
}

/** What the tills said about it. */
export function reportedWrongly(story) {
  const { scenario, shopperWaits, lives } = story;
  const reported = outcomesOf(lives);
  const [first] = reported;
  if (first === undefined) return ['no outcome was reported'];
  const { kind, charged } = first.outcome;
  const isMoved = scenario.moves === 'nothing' ? kind === scenario.kind : movesOf(story).length > 0;
  const truths = [
    ...(arrivedOf(story).length > 0 ? [scenario.kind] : ['notProcessed']),
    ...(scenario.forgets ? ['notProcessed'] : []),
    // A point that is never reached keeps the shopper waiting until the terminal gives up.
    ...(shopperWaits ? ['cancelled'] : []),
  ];
  const ledger = isMoved ? 'moved' : 'not moved';
  return complaints([
    [
      charged === (isMoved && scenario.moves === undefined ? 'yes' : 'no'),
      `reported that charged is ${charged}, but it was ${ledger}`,
    ],
    [['approved', 'accepted'].includes(kind) === isMoved, `reported ${kind}, but it was ${ledger}`],
    [truths.includes(kind), `reported ${kind}, expected ${truths.join(' or ')}`],
    [
      reported.every(({ outcome }) => isDeepStrictEqual(outcome, first.outcome)),
      'the outcome changed after it was reported',
    ],
    [reported.every(({ sameAgain }) => sameAgain), 'the same till reported another outcome when it was asked again'],
    [
      lives.every(
        (life) => !life.wasKilled || placeOf(life.point) !== 'settling.before' || outcomesOf([life]).length === 0,
      ),
      'an outcome was reported that was not stored',
    ],
  ]);
}

/** After a death at these the intent is not stored, or not known to be, so that nothing was sent; or the payment may be settled. */
const MAY_NOT_BE_OPEN =
  /^(opened\.|intent\.stored\.(before|during)|settling\.(during|after)|reported|done|pruning\.|closing\.|after\d+ms)/;

/** Whether everybody came to an end, and nothing is forgotten. */
function leftOpen({ scenario, lives, report, records }) {
  const heirs = lives.filter(
    (_, index) => lives[index - 1]?.wasKilled && !MAY_NOT_BE_OPEN.test(lives[index - 1].point),
  );
  const last = lives.at(-1);
  const done = last.lines.find(({ type }) => type === 'done');
  const categories = report.received.map(({ MessageCategory }) => MessageCategory);
  return complaints([
    [!last.isLate, 'the last till hangs'],
    [last.isLate || last.code === 0, `the last till ended with code ${last.code}`],
    [done !== undefined && done.unresolved === 0 && done.orphans === 0, 'the last till has something unresolved'],
    [
      heirs.every(({ lines }) => lines.every(({ type, unresolved }) => type !== 'open' || unresolved === 1)),
      'a till started without taking up the open payment',
    ],
    [records.filter(({ settles }) => settles).length === 1, 'the journal does not settle it exactly once'],
    [lives.every(isQuiet), `stderr: ${lives.map(({ complaint }) => complaint).join('')}`],
    [lives.every(({ isReadable }) => isReadable), 'a till left a journal that cannot be read'],
    [
      lives.every(({ lines }) => lines.every(({ type }) => type !== 'alert' && type !== 'refused')),
      'an alert, or a till that could not start',
    ],
    [!scenario.occupied || report.neighbour === 'approved', `the payment of the neighbour was ${report.neighbour}`],
    [
      !scenario.held || categories.indexOf('TransactionStatus') < categories.indexOf('Payment'),
      'the run tests nothing: the held request was not overtaken by a check',
    ],
  ]);
}

const movesOf = ({ report: { ledger }, scenario: { moves = 'charge' } }) =>
  ledger.filter(({ kind, SaleID }) => kind === moves && SaleID === SALE_ID);

/** A till that dies of an exception says so. */
const isQuiet = ({ complaint, point = '' }) =>
  complaint === '' || (point.endsWith('!throw') && complaint.includes('a bug of the till'));

const complaints = (rules) => rules.filter(([holds]) => !holds).map(([, complaint]) => complaint);

// What the kill test tries, as data: scenarios, crash points, and which points follow which. A run is written
// `scenario/point/point`: the till is started, killed at the first point, started again, killed at the second, and so on; the
// last till is left to finish. `point:2` is the second time that a till reaches the point; `point!exit` ends it there by process.exit(),
// `point!throw` by an uncaught exception, and not by SIGKILL.

/** What happens at the terminal. `kind`: the outcome once the terminal has the payment. */
export const SCENARIOS = {
  approve: { kind: 'approved' },
  decline: { kind: 'declined', value: 1124 },
  cancel: { kind: 'cancelled', shopper: { does: 'cancels' } },
  /** A neighbour's till is paying there. A refusal for that reason is not remembered: asked later, the terminal knows nothing. */
  busy: { kind: 'failed', occupied: true, forgets: true },
  requestLost: { kind: 'notProcessed', script: [{ kind: 'loseRequest', category: 'Payment' }], forgets: true },
  answerLost: { kind: 'approved', script: [{ kind: 'dropAfterRead', category: 'Payment' }] },
  /** Held on the way, and delivered when the terminal has said NotFound once. */
  requestLate: { kind: 'approved', held: true },
  refund: { kind: 'accepted', does: 'refund', category: 'Reversal', moves: 'reversal' },
  unreferencedRefund: { kind: 'accepted', does: 'unreferencedRefund', moves: 'reversal' },
  giftCard: { kind: 'accepted', does: 'storedValue', category: 'StoredValue', moves: 'nothing' },
  acquisition: { kind: 'accepted', does: 'acquireCard', category: 'CardAcquisition', moves: 'nothing' },
};

/** Points at which the till is killed from outside: its shopper is at the terminal, or its request is on the way. */
export const WAITING = 'waiting';
export const HELD = 'held';

/** The same points, at which the till ends in another way. */
const by = (way, points) => points.map((point) => `${point}!${way}`);
const thrownAfter = (point) => (point.endsWith('.after') ? `${point}!throw` : point);
const around = (record) => [`${record}.before`, `${record}.after`];
const exchange = (category, ...steps) => steps.map((step) => `${category}.${step}`);

const UNSENT = [
  ...around('opened'),
  ...around('intent.stored'),
  ...exchange('Payment', 'beforeConnect', 'connected', 'midBody'),
];
const SENT = ['Payment.written', ...around('link.written')];
const SETTLING = [...around('settling'), 'reported'];
const ANSWERED = [...exchange('Payment', 'answering', 'answered'), ...SETTLING];
const CHECKING = [
  ...around('timer.check'),
  ...exchange('TransactionStatus', 'beforeConnect', 'connected', 'midBody', 'written', 'answering', 'answered'),
];

/** Of what is no payment only so much, because the same code carries it. */
const otherPoints = (category) => [`${category}.written!throw`, `${category}.answered!exit`, 'settling.before'];
const OTHER_RECOVERY = ['host.restarted.during', 'TransactionStatus.answered!exit', 'settling.during'];

/** What a till passes that starts a payment. As long as nothing is sent the scenarios are the same, so one passes that part. */
const FIRST = {
  approve: [...UNSENT, ...SENT, WAITING, ...ANSWERED],
  decline: [...by('exit', [...SENT, ...ANSWERED]), WAITING],
  // After an uncaught exception the process comes to the end of the turn: what was being stored may be stored.
  cancel: [
    ...exchange('Payment', 'answering', 'answered'),
    ...around('settling').map(thrownAfter),
    'reported!throw',
    WAITING,
  ],
  busy: [...SENT, ...ANSWERED],
  requestLost: [...SENT, ...around('link.lost'), ...CHECKING, ...around('poi.notFound'), ...SETTLING],
  // What leads to the loss, and how a check is made, is the same as above.
  answerLost: [
    'Payment.written',
    ...around('link.lost'),
    'TransactionStatus.written',
    'TransactionStatus.answered',
    ...around('poi.inProgress'),
    ...SETTLING,
  ],
  requestLate: [HELD],
  refund: ['intent.stored.after!throw', ...otherPoints('Reversal')],
  unreferencedRefund: otherPoints('Payment'),
  giftCard: otherPoints('StoredValue'),
  acquisition: otherPoints('CardAcquisition'),
};

/** What a till passes that takes a payment up. The answer to the check ends it, so only that differs by scenario. */
const RECOVERY = {
  approve: [...around('host.restarted'), ...CHECKING, ...SETTLING],
  decline: ['host.restarted.after', 'TransactionStatus.answered', ...SETTLING],
  cancel: ['host.restarted.after', 'TransactionStatus.answered', ...SETTLING],
  busy: [...around('host.restarted'), ...CHECKING, ...around('poi.notFound'), ...SETTLING],
  requestLost: around('host.restarted'),
  answerLost: around('host.restarted'),
  requestLate: [],
  refund: OTHER_RECOVERY,
  unreferencedRefund: OTHER_RECOVERY,
  giftCard: OTHER_RECOVERY,
  acquisition: OTHER_RECOVERY,
};

/** Nothing is sent then, or all may be settled: these have no recovery, or one in which the terminal knows nothing. */
const WITHOUT_RECOVERY = [...UNSENT, 'settling.after', 'reported'];

/** A point without the time and the way: `settling.after` of `settling.after:2!exit`. */
export const placeOf = (point) => point.replace(/(:\d+)?(!\w+)?$/, '');

const MORE_RUNS = [
  'approve/opened.during',
  'approve/intent.stored.during',
  'approve/settling.during',
  'approve/link.written.during/host.restarted.during/settling.during',
  'approve/waiting/poi.inProgress.before/poi.inProgress.after',
  'decline/waiting/poi.inProgress.during',
  'cancel/waiting/poi.inProgress.after',
  'requestLost/link.lost.during/poi.notFound.during',
  'requestLost/settling.during',
  'requestLate/held/TransactionStatus.written',
  'requestLate/held/poi.notFound.before',
  'requestLate/held/poi.notFound.after',
  // Nothing is open any more; the journal must still be read, and opened.
  'approve/pruning.during',
  'approve/pruning.after!exit',
  ...[0, 3].map((ms) => `approve/closing.${ms}ms`),
  'approve/closing.1ms!exit',
];

/**
 * Runs that pass each first point of each scenario once and, by killing the tills of the recovery as well, each point of its
 * recovery.
 */
export function coveringRuns() {
  const runs = Object.keys(SCENARIOS).flatMap((scenario) => {
    const pointLists = FIRST[scenario].map((first) => [first]);
    const recovering = pointLists.filter(([first]) => !WITHOUT_RECOVERY.includes(placeOf(first)));
    // There may be more points than runs: then some die more than twice.
    for (const [index, point] of RECOVERY[scenario].entries()) recovering[index % recovering.length].push(point);
    return pointLists.map((points) => [scenario, ...points].join('/'));
  });
  return [...runs, ...MORE_RUNS];
}

/** Any run; its points may be reached or not. `draw()` gives numbers from 0 up to 1. */
export function drawnRun(draw) {
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const anyMoment = () => `after${Math.floor(draw() * 700)}ms`;
  const mutated = (point) => (draw() < 0.3 ? point.replace(/\.before$/, '.during') : point);
  const scenario = pick(Object.keys(SCENARIOS));
  const first = [...UNSENT, ...FIRST[scenario]];
  const later = [...new Set(Object.values(RECOVERY).flat()), ...around('poi.inProgress')];

  const points = [scenario === 'requestLate' ? HELD : draw() < 0.2 ? anyMoment() : mutated(pick(first))];
  while (draw() < 0.6 && points.length < 6) {
    points.push(draw() < 0.3 ? anyMoment() : mutated(pick(later)) + (draw() < 0.2 ? ':2' : ''));
  }
  return [scenario, ...points].join('/');
}

/** The last point of a run that is there only as long as the shopper does nothing; -1 when there is none. */
export function lastWaitOf(points) {
  return points.findLastIndex((point) => point === WAITING || point.startsWith('poi.inProgress.'));
}

import { setTimeout as pause } from 'node:timers/promises';

/** How often each comes, and what it does. `server` is one of the two, `other` the other one. */
const KINDS = {
  'a server is killed': {
    weight: 3,
    async happen({ server, draw }) {
      server.kill();
      await pause(500 + draw() * 1500);
      server.start();
    },
  },
  'a server is stopped': {
    weight: 3,
    async happen({ server, draw, stopMs }) {
      server.stop();
      await pause(stopMs * (0.1 + draw() * 1.4));
      server.wake();
    },
  },
  'its session is ended': { weight: 2, happen: ({ server, database }) => database.endSessionsOf(server.url) },
  'the database is restarted': { weight: 1, happen: ({ database }) => database.restart() },
};

/** What is to happen, drawn so that a seed gives it again. */
export function drawnKind(draw) {
  const names = Object.entries(KINDS).flatMap(([name, { weight }]) => Array.from({ length: weight }, () => name));
  return names[Math.floor(draw() * names.length)];
}

/**
 * Disturbs the servers and their database until it is over: mostly one thing at a time, now and then two at once. In between the tills get
 * on: a machine that is slow is disturbed less often, and not never done.
 *
 * @param draw gives numbers from 0 up to 1
 * @param stopMs about how long a server has to be stopped so that it loses its terminals
 * @param ownsSome whether a server has terminals: to stop one that has none shows little
 * @param plan the names of all of them, in order: each comes, also when the tills were quicker; without it they are drawn, until it is over
 * @param done how many payments the tills have made
 * @param each how many come between two
 */
export async function disturb({ servers, database, draw, stopMs, plan, done, each, isOver, ownsSome, onHappen }) {
  const underWay = new Set();
  let count = 0;
  const isEnough = () => (plan === undefined ? isOver() : count === plan.length);
  while (!isEnough()) {
    const from = done();
    while (!isOver() && done() < from + each) await pause(50);
    await pause(draw() * 500);
    const name = plan?.[count] ?? drawnKind(draw);
    const place = Math.floor(draw() * 2);
    const server = ownsSome(servers[place]) ? servers[place] : servers[1 - place];
    const isAlone = underWay.size === 0;
    const isDouble = draw() < 0.2;
    if (isEnough() || server.condition !== 'up' || !(isAlone || isDouble)) continue;
    count += 1;
    onHappen(name, server, isAlone && !isDouble);
    // A database that is being restarted has no sessions to end.
    const happening = Promise.resolve(KINDS[name].happen({ server, database, draw, stopMs })).catch(() => {});
    underWay.add(happening);
    const happened = happening.finally(() => underWay.delete(happening));
    if (!isDouble) await happened;
  }
  await Promise.all(underWay);
}

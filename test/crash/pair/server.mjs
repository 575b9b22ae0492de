import { startProcess } from '../processes/start-process.mjs';

/** Until a server that could not start is started again, in milliseconds. */
const AGAIN_MS = 300;

/**
 * One of the two servers, and what keeps it running: when it is killed it is started again by `start`; when its database is not there, by
 * itself.
 *
 * @param argument what each of its processes is started with
 * @param onLine called with each line that it prints
 */
export function createServer(script, argument, onLine) {
  const { name } = argument;
  const waiting = new Map();
  let child;
  let isOver = false;
  let lastRef = 0;
  const complaints = [];

  const atEndOf = async (started) => {
    const { code, complaint } = await started.ended;
    if (complaint !== '') complaints.push(complaint);
    for (const answer of waiting.values()) answer({ type: 'gone' });
    onLine(server, { type: 'ended', code });
    if (code === 3 && !isOver && child === started) setTimeout(() => server.start(), AGAIN_MS);
  };
  const server = {
    name,
    /** `down`, `up` or `stopped`. */
    condition: 'down',
    /** What it wrote to stderr. */
    complaints,
    start() {
      server.condition = 'up';
      const started = startProcess(script, argument, (line) => {
        if (line.ref !== undefined) waiting.get(line.ref)?.(line);
        onLine(server, line);
      });
      child = started;
      void atEndOf(started);
    },
    /** Resolves with the line that answers, with `gone` when the process ends before, with `late` after that time. */
    async ask(order, patienceMs) {
      if (server.condition === 'down') return { type: 'gone' };
      const ref = (lastRef += 1);
      let timer;
      const answer = await new Promise((resolve) => {
        waiting.set(ref, resolve);
        timer = setTimeout(() => resolve({ type: 'late' }), patienceMs);
        child.send({ ref, ...order });
      });
      clearTimeout(timer);
      waiting.delete(ref);
      return answer;
    },
    kill() {
      server.condition = 'down';
      child.kill();
    },
    stop() {
      server.condition = 'stopped';
      child.stop();
    },
    wake() {
      server.condition = 'up';
      child.wake();
    },
    /** Lets it end by itself, or ends it. */
    async close() {
      isOver = true;
      child.wake();
      child.finish();
      const timer = setTimeout(() => child.kill(), 10_000);
      await child.ended;
      clearTimeout(timer);
    },
  };
  return server;
}

import { startProgram } from '../processes/start-process.mjs';

/** Until a server that ended by itself is started again, as a supervisor does, in milliseconds. */
const AGAIN_MS = 300;
/** How long one may take to end what runs, in milliseconds. */
const ENDS_WITHIN_MS = 20_000;

/**
 * One of the two servers, `tenderline serve`, with what keeps it running, and the calls of its tills.
 *
 * @param main the program
 * @param settings of `writeSettings`: its name, the folder and file of its configuration, its address, its token
 * @param onLine called with each line that it prints
 */
export function createServer(main, { name, folder, file, url, env, token }, onLine) {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  /** What it wrote to stderr when it ended by itself, though it was not asked to. */
  const crashes = [];
  let child;
  let isOver = false;

  const atEndOf = async (started) => {
    const { code, signal, complaint } = await started.ended;
    onLine(server, { type: 'ended' });
    if (isOver || child !== started || signal === 'SIGKILL') return;
    // 2: its database was not there when it was started.
    if (code !== 2) crashes.push(`it ended with ${code ?? signal}: ${complaint}`);
    setTimeout(() => isOver || server.start(), AGAIN_MS);
  };
  const server = {
    name,
    url,
    crashes,
    /** `down`, `up` or `stopped`. */
    condition: 'down',
    start() {
      server.condition = 'up';
      const started = startProgram([main, 'serve', '--config', file, '--json'], (line) => onLine(server, line), {
        cwd: folder,
        env: { ...process.env, ...env },
      });
      child = started;
      void atEndOf(started);
    },
    /** Resolves with `{ status, json }`; the status is 0 when no answer came in that time. */
    async call(method, path, body, patienceMs) {
      try {
        const response = await fetch(`${url}${path}`, {
          method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(patienceMs),
        });
        return { status: response.status, json: await response.json() };
      } catch {
        return { status: 0, json: {} };
      }
    },
    /** The bytes of its event stream, from behind that place. */
    async events(lastEventId, signal) {
      const last = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
      const response = await fetch(`${url}/v1/events`, { headers: { ...headers, ...last }, signal });
      if (!response.ok) throw new Error(`${name} gives no events: ${response.status}`);
      return response.body;
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
    /** Ends it now, whatever it does, and for good. */
    end() {
      isOver = true;
      child?.kill();
    },
    /** Asks it to end, and ends it when it does not. */
    async close() {
      isOver = true;
      child.wake();
      child.terminate();
      const timer = setTimeout(() => child.kill(), ENDS_WITHIN_MS);
      const { code, complaint } = await child.ended;
      clearTimeout(timer);
      if (code !== 0) crashes.push(`it did not end when it was asked to (${code}): ${complaint}`);
    },
  };
  return server;
}

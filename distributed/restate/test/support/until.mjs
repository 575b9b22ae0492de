// Waits for a condition, and the questions that are asked of programs for that.
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS_MAX = 120_000;
/** A program that has not answered by then is taken for silent. */
const ANSWER_MS_MAX = 2_000;

/** Waits until what is asked for is there, and gives it. */
export async function until(what, ask) {
  const endAt = performance.now() + WAIT_MS_MAX;
  while (performance.now() < endAt) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(50);
  }
  throw new Error(`it never came: ${what}`);
}

/** Whether that URL of a server answers well. */
export async function isUp(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return response?.ok === true;
}

/** Whether a server has the service that tills call: a call that nobody signed is refused in another way than one to nowhere. */
export async function hasTills(ingress) {
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${ingress}/till/state`, { method: 'POST', headers, body: '{}' });
  return status === 401;
}

/** Whether the worker at that port answers: workers speak HTTP/2 alone. */
export function isWorkerUp(port) {
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const end = (answer) => {
      clearTimeout(timer);
      session.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, ANSWER_MS_MAX, false);
    session.on('error', () => end(false));
    const request = session.request({ ':path': '/health' });
    request.on('error', () => end(false));
    request.on('response', (headers) => end(headers[':status'] === 200));
  });
}

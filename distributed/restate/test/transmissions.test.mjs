// The one place that sends, without a server: who sends, who joins, who only asks, and what is too late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceRequests } from '../exchange/device-requests.ts';
import { Transmissions } from '../exchange/transmissions.ts';

const LIMITS = { sendWithinMs: 15_000, clockSkewMaxMs: 5_000, lingerMaxMs: 20 };
const input = { id: 'T1', bootId: 'boot', createdAtMs: 0, createdUpMs: 0, limits: LIMITS };
const ANSWER = { type: 'poi.answered', result: { kind: 'approved' }, recovered: false };

/** A process with a clock, and with a terminal that answers when it is told to. */
function process() {
  const clock = { ms: 0 };
  const sent = [];
  const requests = [];
  const exchanges = {
    transmit: (_, options) =>
      new Promise((resolve) => {
        const connect = () => {
          const failure = options.whyNotSend();
          if (failure !== undefined) return resolve({ type: 'link.notSent', failure });
          sent.push(input.id);
          options.onWritten();
        };
        options.signal.addEventListener('abort', () =>
          resolve({ type: 'link.lost', failure: { code: 'ERR_LINK_CANCELLED' } }),
        );
        requests.push({ connect, answer: () => resolve(ANSWER), signal: options.signal });
      }),
  };
  let drawn = 0;
  const random = { bytes: (length) => Uint8Array.from({ length }, () => (drawn += 1) % 256) };
  const read = () => ({ atMs: clock.ms, upMs: clock.ms, clock: 'boot' });
  const transmissions = new Transmissions({ exchanges, random, bootId: 'boot' }, read);
  const send = (attempt, holder, left = new AbortController().signal) =>
    transmissions.send(attempt, { kind: 'held', holder, input, abortRequested: false }, left);
  return { clock, sent, requests, transmissions, send };
}

test('the execution with the claim sends, and a repetition of it in the same process joins the request', async () => {
  const { requests, sent, transmissions, send } = process();
  const first = transmissions.begin();
  const one = send(first, first);
  requests[0].connect();
  assert.equal(await one.written, true);
  const again = send(transmissions.begin(), first);
  requests[0].answer();
  assert.deepEqual(await one.result, ANSWER);
  assert.deepEqual(await again.result, ANSWER);
  assert.equal(await again.written, true);
  assert.deepEqual([requests.length, sent.length], [1, 1]);
});

test('a repetition that finds the first execution before its request keeps it from sending, and says so in its name', async () => {
  const { requests, transmissions, send } = process();
  const first = transmissions.begin();
  const { type, attempt } = await send(transmissions.begin(), first).result;
  assert.deepEqual([type, attempt], ['link.notSent', first]);
  assert.equal((await send(first, first).result).type, 'link.notSent');
  assert.equal(requests.length, 0);
});

test('another process has the claim: the terminal is asked, and nothing is said of what that process sent', async () => {
  const { requests, transmissions, send } = process();
  const { result, written } = send(transmissions.begin(), 'a token of another process');
  assert.deepEqual(await result, { type: 'host.restarted', rebooted: false, mayWake: true });
  assert.equal(await written, false);
  assert.equal(requests.length, 0);
});

test('a process that was stopped between its claim and its first byte sends nothing when it wakes too late', async () => {
  const { clock, requests, sent, transmissions, send } = process();
  const first = transmissions.begin();
  const { result, written } = send(first, first);
  clock.ms = LIMITS.sendWithinMs + 1;
  requests[0].connect();
  const { type, failure, attempt } = await result;
  assert.deepEqual([type, failure.code, attempt], ['link.notSent', 'ERR_SEND_TOO_LATE', first]);
  assert.equal(await written, false);
  assert.equal(sent.length, 0);
});

test('a request that is given up is closed, and one that is given up before its first byte never leaves', async () => {
  const { requests, sent, transmissions, send } = process();
  const first = transmissions.begin();
  const { result } = send(first, first);
  transmissions.abandon(first);
  requests[0].connect();
  assert.equal(requests[0].signal.aborted, true);
  assert.equal((await result).type, 'link.lost');
  assert.equal(sent.length, 0);
});

test('a request that is given up before its step runs never leaves', async () => {
  const { requests, sent, transmissions, send } = process();
  const first = transmissions.begin();
  transmissions.abandon(first);
  const { result } = send(first, first);
  requests[0].connect();
  assert.equal((await result).failure.code, 'ERR_WITHDRAWN');
  assert.equal(sent.length, 0);
});

test('a request to a terminal that is withdrawn before its step runs is not made', async () => {
  const asked = [];
  const display = async (...args) => ({ kind: 'answered', asked: asked.push(args) });
  const random = { bytes: (length) => new Uint8Array(length) };
  const parts = { random, options: { limits: LIMITS }, terminal: () => ({ display }) };
  const devices = new DeviceRequests(parts, () => ({ atMs: 0, upMs: 0, clock: 'boot' }));
  const request = { till: 'TILL-01', id: 'ONE', poiid: 'V400m-1', method: 'display', args: [{}], askedAtMs: 0 };
  const holder = devices.begin();
  devices.withdraw(holder);
  assert.equal((await devices.send(holder, holder, request)).failure.code, 'ERR_WITHDRAWN');
  devices.forget(holder);
  const late = devices.begin();
  assert.equal(
    (await devices.send(late, late, { ...request, askedAtMs: -LIMITS.sendWithinMs - LIMITS.clockSkewMaxMs - 1 }))
      .failure.code,
    'ERR_SEND_TOO_LATE',
  );
  devices.forget(late);
  assert.deepEqual(asked, []);
});

test('a request that the engine does not come back to is reset, and one that it comes back to goes on', async () => {
  const { requests, transmissions, send } = process();
  const [lost, kept] = [transmissions.begin(), transmissions.begin()];
  const engine = new AbortController();
  const of = { lost: send(lost, lost, engine.signal), kept: send(kept, kept, engine.signal) };
  for (const { connect } of requests) connect();
  engine.abort();
  send(transmissions.begin(), kept);
  assert.equal((await of.lost.result).type, 'link.lost');
  assert.equal(requests[1].signal.aborted, false);
  requests[1].answer();
  assert.deepEqual(await of.kept.result, ANSWER);
});

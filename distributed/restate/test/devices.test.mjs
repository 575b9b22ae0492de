// What a till asks of a terminal beside its payments: each request is sent once, and a lost answer is no answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCluster, OTHER } from './support/cluster.mjs';
import { connectTill } from '../index.ts';

const nobody = { settings: { input: { does: 'neverAnswers' } } };
const QUESTION = {
  command: 'GetConfirmation',
  question: 'A bag?',
  cancelLabel: 'No',
  confirmLabel: 'Yes',
  maxSeconds: 600,
};
let cluster;
before(async () => {
  cluster = await openCluster({
    places: {
      plain: {},
      waits: nobody,
      isCut: { settings: { input: { does: 'answers', afterMs: 2_000, confirmed: true } } },
      dies: nobody,
      other: {},
    },
  });
});
after(() => cluster?.close());

const at = ({ poiid }) => cluster.till.terminal(poiid);
const inputsAt = async (place) =>
  (await cluster.report(place)).received.filter(({ MessageCategory }) => MessageCategory === 'Input');
const arrived = ({ poiid }, category = 'Input') =>
  cluster.shop.seen((line) => line.type === 'request' && line.poiid === poiid && line.MessageCategory === category);

test('a terminal says how it is, displays, prints and counts, in the name of the till', async () => {
  const { plain } = cluster.places;
  const diagnosis = await at(plain).diagnose();
  assert.equal(diagnosis.kind, 'answered');
  const displayed = await at(plain).display({ lines: ['Thank you'] });
  assert.equal(displayed.kind, 'answered');
  const printed = await at(plain).print({ lines: ['Receipt'] });
  assert.equal(printed.kind, 'answered');
  const totals = await at(plain).totals(undefined, { signal: new AbortController().signal });
  assert.equal(totals.kind, 'answered');
  const { received } = await cluster.report(plain);
  assert.deepEqual(new Set(received.map(({ SaleID }) => SaleID)), new Set(['TILL-01']));
  assert.equal((await at(plain).state()).link, 'online');
});

test('each till asks in its own name', async () => {
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  try {
    await other.terminal(cluster.places.other.poiid).diagnose();
    const { received } = await cluster.report(cluster.places.other);
    assert.deepEqual(
      received.map(({ SaleID }) => SaleID),
      [OTHER.name],
    );
  } finally {
    other.close();
  }
});

test('a mistake in a call is thrown as the engine throws it, and nothing is sent', async () => {
  const { plain } = cluster.places;
  const count = (await cluster.report(plain)).received.length;
  await assert.rejects(at(plain).display({ lines: 7 }), { name: 'InputError' });
  await assert.rejects(at(plain).request('Payment', {}), { code: 'ERR_INPUT_CATEGORY' });
  assert.equal((await cluster.report(plain)).received.length, count);
  await assert.rejects(cluster.till.terminal('V400m-999999999').diagnose(), { name: 'RefusedError', status: 404 });
});

test('a question that the till withdraws is ended at the terminal', async () => {
  const { waits } = cluster.places;
  const withdrawn = new AbortController();
  const seen = arrived(waits);
  const asked = at(waits).input(QUESTION, { signal: withdrawn.signal });
  await seen;
  withdrawn.abort();
  const answer = await asked;
  assert.ok(answer.kind === 'noAnswer' || answer.answer.kind === 'none', JSON.stringify(answer));
  assert.equal((await inputsAt(waits)).length, 1);
});

test('a question that is withdrawn before it is asked is not asked', async () => {
  const { plain } = cluster.places;
  const answer = await at(plain).input(QUESTION, { signal: AbortSignal.abort() });
  assert.equal(answer.kind, 'noAnswer');
  assert.equal((await inputsAt(plain)).length, 0);
});

test('the connection to the engine is cut while the shopper thinks: the question is asked once, and its answer comes', async () => {
  const { isCut } = cluster.places;
  const seen = arrived(isCut);
  const asked = at(isCut).input(QUESTION);
  await seen;
  cluster.balancer.cut();
  const { kind, answer } = await asked;
  assert.deepEqual([kind, answer?.confirmed], ['answered', true]);
  assert.equal((await inputsAt(isCut)).length, 1);
});

test('the worker dies while the shopper thinks: the question is not asked again, and there is no answer', async () => {
  const { dies } = cluster.places;
  const seen = arrived(dies);
  const asked = at(dies).input(QUESTION);
  await seen;
  await Promise.all([...cluster.workers].map(({ process }) => process.end()));
  await cluster.startWorker();
  const answer = await asked;
  assert.equal(answer.kind, 'noAnswer');
  assert.equal(answer.failure.code, 'ERR_LINK_ABANDONED');
  assert.equal((await inputsAt(dies)).length, 1);
});

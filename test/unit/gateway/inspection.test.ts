import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { EventFeed } from '../../../gateway/events/event-feed.ts';
import { LazyFeed } from '../../../gateway/events/lazy-feed.ts';
import type { InspectEntry } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { DOCUMENT } from '../../support/gateway/document.ts';
import { readEvents, type EventReader } from '../../support/gateway/event-reader.ts';
import { openTestGateway, payment as bodyOf, startTestGateway } from '../../support/gateway/test-gateway.ts';
import { SHARED_KEY } from '../../support/terminal/sealed-terminal.ts';
import { APPROVAL, approves, remembersLostAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';

const CHANGES = '/v1/inspection/changes';
const PAN = '4111111111111111';
const SECRETS = {
  ...APPROVAL,
  Response: { ...APPROVAL.Response, AdditionalResponse: `cardNumber=${PAN}&track2=${PAN}=2512101` },
  PaymentReceipt: [{ DocumentQualifier: 'CustomerReceipt', OutputContent: { OutputText: [{ Text: 'receipt-text' }] } }],
  PaymentResult: { PaymentInstrumentData: { CardData: { MaskedPan: PAN, SensitiveCardData: { PAN } } } },
};

/** An engine and its gateway by one stepped clock. */
async function steppedGateway(behave: Parameters<typeof createTestEngine>[0] = approves) {
  const world = await createTestEngine(behave);
  return { ...world, ...(await openTestGateway(world.engine, { clock: world.clock })) };
}

/** Steps the clock until an event has come. */
async function stepUntil(clock: { step(ms: number): Promise<unknown> }, reader: EventReader, text: string) {
  for (let count = 0; count < 200 && !reader.blocks.some((block) => block.includes(text)); count += 1) {
    await clock.step(100);
    await settle();
  }
  expect(reader.blocks.join('\n')).toContain(text);
}

/** How many entries the engine has computed. */
function entriesOf(engine: { inspect$: { subscribe(next: (entry: InspectEntry) => void): { unsubscribe(): void } } }) {
  let count = -1;
  engine.inspect$
    .subscribe(({ n }) => {
      count = n;
    })
    .unsubscribe();
  return count;
}

describe('what the gateway says to the visualizer', () => {
  it('begins with what is in memory, and goes on with what changes', async () => {
    const { gateway, engine, clock, get } = await steppedGateway(remembersLostAnswers());
    const reader = await readEvents(gateway.url, CHANGES);
    await reader.next('ready');
    engine.pay(order({ id: 'seen-1' }));
    await stepUntil(clock, reader, '"state":"timedOut"');
    const isUnknown = (data: object) => JSON.stringify(data).includes('timedOut');
    const { heads, terminals } = (await reader.next('changes', isUnknown)).data;
    expect(heads).toMatchObject([{ id: 'seen-1', charged: 'unknown' }]);
    expect(terminals).toMatchObject([{ poi: POIID, work: 'quarantined', unknown: ['seen-1'] }]);
    await stepUntil(clock, reader, '"outcome":"approved"');
    expect((await get('/v1/inspection')).json).toMatchObject({
      source: 'live',
      damaged: [],
      heads: [{ id: 'seen-1', outcome: 'approved', charged: 'yes' }],
    });
    const recording = (await get('/v1/inspection/transactions/seen-1')).json as { steps: { to: string }[] };
    expect(recording.steps.at(-1)?.to).toBe('settled');
    reader.close();
  });

  it('is resumed without a gap by a reader that lost its connection, although it was the only one', async () => {
    const { gateway, engine, clock } = await steppedGateway();
    const first = await readEvents(gateway.url, CHANGES);
    await first.next('ready');
    engine.pay(order({ id: 'before' }));
    await stepUntil(clock, first, 'before');
    const lastEventId = first.events.at(-1)?.id ?? '';
    first.close();
    await first.ended;
    engine.pay(order({ id: 'meanwhile' }));
    await settle();
    await clock.step(5000, 100);
    const second = await readEvents(gateway.url, CHANGES, { 'Last-Event-ID': lastEventId });
    await second.next('ready');
    expect(second.events.map(({ type }) => type)).not.toContain('gap');
    expect(second.blocks.join('\n')).toContain('meanwhile');
    expect(second.blocks.join('\n')).not.toContain('before');
    second.close();
  });

  it('has every entry of the feed as well, each of the documented shape', async () => {
    const { gateway, engine, clock } = await steppedGateway(remembersLostAnswers());
    const reader = await readEvents(gateway.url, '/v1/inspection/entries');
    await reader.next('ready');
    engine.pay(order({ id: 'seen-2' }));
    await stepUntil(clock, reader, '"to":"settled"');
    const entries = reader.events.filter(({ type }) => type === 'entry').map(({ data }) => data);
    expect(new Set(entries.map(({ k }) => k))).toEqual(new Set(['step', 'wire']));
    const validate = eventValidator('/v1/inspection/entries', 'entry');
    for (const entry of entries) expect([validate(entry), entry, validate.errors]).toEqual([true, entry, null]);
    reader.close();
  });

  it('changes as the document says', async () => {
    const { gateway, engine, clock } = await steppedGateway(remembersLostAnswers());
    const reader = await readEvents(gateway.url, CHANGES);
    engine.pay(order());
    await stepUntil(clock, reader, '"outcome":"approved"');
    const validate = eventValidator(CHANGES, 'changes');
    const changes = reader.events.filter(({ type }) => type === 'changes');
    expect(changes.length).toBeGreaterThan(1);
    for (const { data } of changes) expect([validate(data), data, validate.errors]).toEqual([true, data, null]);
    reader.close();
  });

  it('computes nothing before there is a reader, and nothing some time after the last has left', async () => {
    const { gateway, engine, clock } = await steppedGateway();
    await engine.pay(order()).settled();
    expect(entriesOf(engine)).toBe(0);
    const readers = [await readEvents(gateway.url, CHANGES), await readEvents(gateway.url, '/v1/inspection/entries')];
    await engine.pay(order()).settled();
    expect(entriesOf(engine)).toBeGreaterThan(5);
    for (const reader of readers) {
      reader.close();
      await reader.ended;
    }
    await settle();
    await clock.step(100_000, 1000);
    const before = entriesOf(engine);
    await engine.pay(order()).settled();
    expect(entriesOf(engine)).toBe(before);
  });

  it('has no body, key, card number or receipt in it', async () => {
    const { gateway, engine, clock, get } = await steppedGateway(remembersLostAnswers(SECRETS));
    const readers = [await readEvents(gateway.url, CHANGES), await readEvents(gateway.url, '/v1/inspection/entries')];
    const payment = engine.pay(order({ id: 'seen-3' }));
    for (const reader of readers) await stepUntil(clock, reader, '"approved"');
    expect(JSON.stringify(payment.state.outcome)).toContain('receipt-text');
    const answers = [await get('/v1/inspection'), await get('/v1/inspection/transactions/seen-3')];
    const everything = [...answers.map(({ text }) => text), ...readers.flatMap(({ blocks }) => blocks)].join('\n');
    expect(everything.length).toBeGreaterThan(10_000);
    for (const secret of [
      PAN,
      SHARED_KEY.passphrase,
      'receipt-text',
      'track2',
      'PaymentRequest',
      'SaleData',
      'CardData',
      'NexoBlob',
    ]) {
      expect(everything).not.toContain(secret);
    }
    for (const reader of readers) reader.close();
  });

  it('does not disturb the events of the tills, whose kept ones are not used up by it', async () => {
    const { gateway, put } = await startTestGateway(approves, { options: { limits: { eventsKept: 30 } } });
    const till = await readEvents(gateway.url);
    const { id = '' } = await till.next('ready');
    till.close();
    const looking = await readEvents(gateway.url, '/v1/inspection/entries');
    await put('/v1/transactions/basket-1?wait=9', bodyOf());
    const back = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': id });
    await back.next('ready');
    expect(back.events.map(({ type }) => type)).not.toContain('gap');
    looking.close();
    back.close();
  });
});

interface Validate {
  (value: unknown): boolean;
  readonly errors?: unknown;
}

/** Checks the data of an event by what the document says of it. */
function eventValidator(path: string, type: string): Validate {
  const linter = createRequire(createRequire(import.meta.url).resolve('@seriousme/openapi-schema-validator'));
  const { default: Ajv } = linter('ajv/dist/2020.js') as {
    default: new (options: object) => {
      addSchema(schema: object, key: string): void;
      compile(schema: object): Validate;
    };
  };
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(DOCUMENT, 'openapi');
  const content = DOCUMENT.paths[path]?.['get']?.responses['200']?.content['text/event-stream'] as unknown as {
    'x-event-data': Record<string, { $ref: string }>;
  };
  return ajv.compile({ $ref: `openapi${content['x-event-data'][type]?.$ref}` });
}

describe('a feed that is followed while it is read', () => {
  function lazyFeed() {
    const clock = steppedClock();
    const calls: string[] = [];
    let emit: (type: string, data: object) => void = () => {};
    let runs = 0;
    const feed = new LazyFeed({
      clock,
      newRun: () => `run${(runs += 1)}`,
      kept: 10,
      reread: [],
      start(given) {
        calls.push('start');
        emit = given;
        return () => calls.push('end');
      },
    });
    return { clock, calls, feed, emit: () => emit('changes', {}) };
  }

  it('is started by the first reader and ended some time after the last', async () => {
    const { clock, calls, feed } = lazyFeed();
    expect(calls).toEqual([]);
    const ends = [feed.read(() => {}), feed.read(() => {})];
    expect(calls).toEqual(['start']);
    for (const end of ends) end();
    await clock.step(29_000);
    expect(calls).toEqual(['start']);
    const again = feed.read(() => {});
    await clock.step(60_000);
    expect(calls).toEqual(['start']);
    again();
    await clock.step(30_000);
    expect(calls).toEqual(['start', 'end']);
  });

  it('says that something is missing to a reader that comes back after it was ended', async () => {
    const { clock, feed, emit } = lazyFeed();
    const end = feed.read(() => {});
    emit();
    const { lastId } = feed.ring;
    end();
    await clock.step(30_000);
    feed.read(() => {});
    expect(resumption(feed, lastId)).toBe('gap');
  });
});

function resumption(feed: EventFeed, id: string): string {
  return feed.ring.after(id).kind;
}

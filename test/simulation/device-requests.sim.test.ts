import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REDACTED_PATHS } from '../../index.ts';
import type { DisplayRequestInput, Engine, InputRequestInput, Logger, Terminal } from '../../index.ts';
import { startSimulator, type InputPlan, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { GIF, PNG } from '../support/messages/images.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const POIID = 'S1F2L-324688179';
const settings = { cardAfterMs: 5, hostAfterMs: 5, personAfterMs: 5, abortAfterMs: 5 };
const question = 'Please';
const eur = (value: number) => ({ currency: 'EUR', value });

let simulator: Simulator;
let terminal: SimulatedTerminal;
let engine: Engine;
let lane: Terminal;
const logged: unknown[] = [];
const log = (...line: unknown[]) => void logged.push(...line);
const logger: Logger = { child: () => logger, trace: log, debug: log, info: log, warn: log, error: log };

beforeAll(async () => {
  simulator = await startSimulator({
    terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY], settings }],
    seed: 1,
    log: { info: log },
  });
  terminal = simulator.terminal(POIID);
});

beforeEach(async () => {
  terminal.configure({ input: { does: 'answers', confirmed: true }, printerStatus: 'OK', hasPrinter: true });
  logged.length = 0;
  engine = await createSimulatedTill(simulator, terminal, { logger });
  lane = engine.terminal(POIID);
});

afterEach(() => engine.close());
afterAll(() => simulator.close());

describe('a till and its terminal', () => {
  it('print a logo, a text and a QR code on one slip', async () => {
    const before = terminal.paper.length;
    const job = await lane.print([
      { image: PNG },
      { lines: [{ text: 'Table 7', style: 'Bold', height: 'DoubleHeight' }, 'Tea'] },
      { qrCode: 'https://shop.example/r/42' },
    ]);
    expect(job).toMatchObject({ ok: true, printed: 3 });
    expect(terminal.paper.slice(before)).toEqual([
      { lines: [], image: { kind: 'PNG', base64: PNG } },
      { lines: ['Table 7', 'Tea'] },
      { lines: [], qrCode: 'https://shop.example/r/42' },
    ]);
  });

  it('print the receipts of a payment, every line of them', async () => {
    const request = { poiid: POIID, reference: 'ORDER-1', amount: eur(1099) };
    const saleToAcquirerData = { tenderOptions: ['ReceiptHandler'] } as const;
    const { receipts } = await engine.pay({ ...request, saleToAcquirerData }).settled();
    expect(receipts.length).toBeGreaterThan(0);
    const before = terminal.paper.length;
    expect(await lane.print(receipts.map((receipt) => ({ receipt })))).toMatchObject({ ok: true });
    const paper = terminal.paper.slice(before);
    expect(paper).toHaveLength(receipts.length);
    for (const [index, { lines }] of receipts.entries()) {
      const texts = lines.flatMap(({ name, value }) => [name, value]).filter((text) => text !== undefined);
      expect(paper[index]?.lines).toEqual(expect.arrayContaining(texts));
    }
  });

  it('stop printing when the paper runs out, and say what is printed', async () => {
    terminal.events.once('printed', () => terminal.configure({ printerStatus: 'NoPaper' }));
    expect(await lane.print([{ lines: ['1'] }, { lines: ['2'] }, { lines: ['3'] }])).toMatchObject({
      ok: false,
      printed: 1,
      parts: [{ ok: true }, { ok: false, errorCondition: 'DeviceOut' }, { kind: 'notTried' }],
    });
  });

  const virtualReceipt = {
    header: 'Fish & <chips>',
    lines: [{ description: '"Tea"', amount: eur(250) }],
    total: eur(250),
  };
  it.each<[DisplayRequestInput, object]>([
    [{ lines: ['Welcome'], minimumSeconds: 1 }, { lines: ['Welcome'] }],
    [{ lines: ['Today'], menu: ['Tea', 'Coffee'] }, { lines: ['Today', 'Tea', 'Coffee'] }],
    [{ qrCode: 'weixin://pay?a=1&b=2' }, { qrCode: 'weixin://pay?a=1&b=2' }],
    [{ image: GIF }, { image: { kind: 'GIF', base64: GIF } }],
    [{ virtualReceipt }, { xhtml: expect.stringContaining('Fish &amp; &lt;chips&gt;') }],
    [{ xhtml: '<screen/>' }, { screen: 'Idle' }],
    [{ idle: true }, { screen: 'Idle' }],
  ])('display %j', async (display, screen) => {
    expect(await lane.display(display)).toEqual({ kind: 'answered', ok: true });
    expect(terminal.screen).toMatchObject(screen);
  });

  it('display a QR code with what stands around it', async () => {
    const displayed: object[] = [];
    terminal.events.on('displayed', (screen) => displayed.push(screen));
    expect(await lane.display({ qrCode: 'a', header: 'Scan', footer: 'Thanks' })).toMatchObject({ ok: true });
    expect(displayed).toEqual([{ lines: [], qrCode: 'a' }, { lines: ['Scan'] }, { lines: ['Thanks'] }]);
    terminal.events.removeAllListeners('displayed');
  });

  it('report a layout that the terminal does not have', async () => {
    expect(await lane.display({ virtualReceipt: { ...virtualReceipt, layout: 'other.xslt' } })).toMatchObject({
      kind: 'answered',
      ok: false,
      message: 'Unknown layout other.xslt',
    });
  });

  const menu = { command: 'GetMenuEntry', question, entries: ['Tea', 'Coffee', 'Water'] } as const;
  it.each<[InputRequestInput, Partial<InputPlan>, object]>([
    [
      { command: 'GetConfirmation', question, cancelLabel: 'No', confirmLabel: 'Yes' },
      { confirmed: false },
      { kind: 'confirmed', confirmed: false },
    ],
    [
      { command: 'GetSignature', question },
      { confirmed: true, signature: 'a=b' },
      { kind: 'signed', confirmed: true, signature: 'responseData=a%3db' },
    ],
    [
      { command: 'GetSignature', question, detail: 'Here', cancelLabel: 'Clear', confirmLabel: 'Done' },
      { confirmed: false },
      { kind: 'signed', confirmed: false },
    ],
    [menu, { chosen: [2] }, { kind: 'chosen', chosen: [2] }],
    [{ ...menu, chosenMin: 1, chosenMax: 2 }, { chosen: [0, 2] }, { kind: 'chosen', chosen: [0, 2] }],
    [{ ...menu, chosenMax: 2 }, { chosen: [0, 1, 2] }, { kind: 'chosen', chosen: [0, 1, 2], outsideLimits: true }],
    [{ command: 'DigitString', question }, { digits: '0042' }, { kind: 'digits', digits: '0042' }],
    [{ command: 'GetPhoneNumber', question }, { phoneNumber: '+3161' }, { kind: 'phoneNumber', phoneNumber: '+3161' }],
    [{ command: 'GetRating', question }, { rating: 0 }, { kind: 'rating', rating: 0 }],
    [{ command: 'GetOneKeyRating', question }, { rating: 5 }, { kind: 'rating', rating: 5 }],
    [{ command: 'DecimalString', question }, { decimal: '36.59' }, { kind: 'decimal', decimal: '36.59' }],
    [
      { command: 'DecimalString', question },
      { decimal: '10.00', decimalIn: 'TextInput' },
      { kind: 'decimal', decimal: '10.00' },
    ],
    [{ command: 'TextString', question }, { text: 'ann@shop.example' }, { kind: 'text', text: 'ann@shop.example' }],
    [{ command: 'Password', question }, { password: '2468' }, { kind: 'password', password: '2468' }],
    [{ command: 'GetAnyKey', question }, {}, { kind: 'anyKey' }],
    [{ command: 'GetFunctionKey', question }, { functionKey: 3 }, { kind: 'functionKey', functionKey: 3 }],
    [{ command: 'SiteManager', question }, { confirmed: true }, { kind: 'confirmed', confirmed: true }],
  ])('ask %j, and a person who does %j answers', async (asked, plan, answer) => {
    terminal.configure({ input: { does: 'neverAnswers' } });
    terminal.events.once('displayed', () => setImmediate(() => terminal.personActs({ does: 'answers', ...plan })));
    expect(await lane.input(asked)).toEqual({ kind: 'answered', answer });
  });

  it('ask until the time is up, the red key is pressed, or the till stops it: answers, and no errors', async () => {
    terminal.configure({ input: { does: 'neverAnswers' } });
    const asked = { command: 'TextString', question } as const;
    expect(await lane.input({ ...asked, maxSeconds: 1 })).toMatchObject({ answer: { kind: 'none' } });

    terminal.nextInput({ does: 'cancels' });
    expect(await lane.input(asked)).toMatchObject({ answer: { kind: 'none', errorCondition: 'Cancel' } });

    const request = lane.input(asked);
    terminal.events.once('displayed', () => setImmediate(() => void request.abort()));
    expect(await request).toMatchObject({ answer: { kind: 'none', errorCondition: 'Aborted' } });

    const stop = new AbortController();
    terminal.events.once('displayed', () => setImmediate(() => stop.abort()));
    expect(await lane.input(asked, { signal: stop.signal })).toMatchObject({
      answer: { kind: 'none', errorCondition: 'Aborted' },
    });
  });

  it('change a question that waits', async () => {
    terminal.configure({ input: { does: 'neverAnswers' } });
    const request = lane.input(menu);
    await new Promise((resolve) => terminal.events.once('displayed', resolve));
    const { serviceId } = request;
    expect(await lane.inputUpdate({ serviceId, texts: ['Again?'], entries: ['Milk', 'Tea', 'Water'] })).toMatchObject({
      ok: true,
    });
    expect(terminal.screen).toEqual({ lines: ['Again?', 'Milk', 'Tea', 'Water'] });
    terminal.personActs({ does: 'answers', chosen: [0] });
    expect(await request).toMatchObject({ answer: { kind: 'chosen', chosen: [0] } });
  });

  it('start a transaction before the card is asked for, and end it with a text and an icon', async () => {
    expect(await lane.startTransaction({ servicesEnabled: ['Payment'], lines: ['Tap', 'your card'] })).toMatchObject({
      ok: true,
    });
    expect(terminal.screen).toEqual({ lines: ['Tap', 'your card'], screen: 'Idle' });
    expect(await lane.endCardAcquisition({ lines: ['Welcome', '120 points'], icon: 'Accepted' })).toMatchObject({
      ok: true,
    });
    expect(terminal.screen).toEqual({ lines: ['Welcome', '120 points'], screen: 'Accepted' });
    expect(await lane.endCardAcquisition()).toMatchObject({ ok: false, errorCondition: 'NotAllowed' });
  });

  it('keep what a person typed out of every log', async () => {
    const secret = randomBytes(6).toString('hex');
    const digits = String(BigInt(`0x${secret}`));
    terminal.nextInput({ does: 'answers', password: secret });
    expect(await lane.input({ command: 'Password', question })).toMatchObject({ answer: { password: secret } });
    terminal.nextInput({ does: 'answers', digits });
    expect(await lane.input({ command: 'DigitString', question })).toMatchObject({ answer: { digits } });
    terminal.nextInput({ does: 'answers', text: secret });
    const lines: string[] = [];
    const till = pino({ redact: [...REDACTED_PATHS] }, { write: (line: string) => void lines.push(line) });
    till.info({ result: { kind: 'answered', answer: { kind: 'digits', digits } } }, 'the till logs what came');
    expect(lines.join()).not.toContain(digits);
    // Not readable: no error has what came either.
    const unreadable = await lane.input({ command: 'DecimalString', question });
    expect(logged.length).toBeGreaterThan(0);
    for (const text of [JSON.stringify(logged), JSON.stringify(unreadable)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(digits);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../../simulator/index.ts';
import { POIID } from '../../support/test-engine.ts';

type Call = 'nextShopper' | 'shopperActs' | 'nextInput' | 'script' | 'configure';

let simulator: Simulator;
let terminal: SimulatedTerminal;

beforeAll(async () => {
  simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [] }] });
  terminal = simulator.terminal(POIID);
});
afterAll(() => simulator.close());

/** A call as plain JavaScript makes it: without types. */
function call(name: Call, given: unknown): unknown {
  return Reflect.apply(terminal[name], terminal, [given]);
}

describe('a simulated terminal', () => {
  it.each<[Call, unknown, string, string]>([
    ['nextShopper', { does: 'presentCard' }, 'ERR_INPUT_SHOPPER', 'shopper.does: expected one of presentsCard'],
    ['nextShopper', { does: 'presentsCard', tipp: 200 }, 'ERR_INPUT_SHOPPER', 'did you mean tip?'],
    ['nextShopper', { does: 'presentsCard', tip: '200' }, 'ERR_INPUT_SHOPPER', 'shopper.tip: expected a whole number'],
    ['nextShopper', { does: 'presentsCard', host: { refuse: 'x' } }, 'ERR_INPUT_SHOPPER', 'shopper.host'],
    ['nextInput', { does: 'answers', barcode: { data: '4' } }, 'ERR_INPUT_PLAN', 'input.barcode.symbology'],
    ['configure', { scanAnswer: 'json' }, 'ERR_CONFIG_SETTINGS', 'settings.scanAnswer'],
    ['nextShopper', undefined, 'ERR_INPUT_SHOPPER', 'shopper: expected an object'],
    ['shopperActs', { does: 'cancel' }, 'ERR_INPUT_SHOPPER', 'shopper.does'],
    ['nextInput', { does: 'answers', confirm: true }, 'ERR_INPUT_PLAN', 'did you mean confirmed?'],
    ['nextInput', { does: 'answers', chosen: 1 }, 'ERR_INPUT_PLAN', 'input.chosen: expected a list'],
    ['script', { kind: 'dropAfterReed' }, 'ERR_INPUT_FAULT', 'did you mean dropAfterRead?'],
    ['script', { kind: 'stall', delayMS: 5 }, 'ERR_INPUT_FAULT', 'did you mean delayMs?'],
    ['script', { kind: 'stall', bytes: 5 }, 'ERR_INPUT_FAULT', 'fault: expected'],
    ['script', { kind: 'truncateBody' }, 'ERR_INPUT_FAULT', 'fault.bytes'],
    ['script', { kind: 'stall', times: 0 }, 'ERR_INPUT_FAULT', 'fault.times'],
    ['script', 'stall', 'ERR_INPUT_FAULT', 'fault.kind'],
    ['script', { kind: 'stall', category: new Map() }, 'ERR_INPUT_FAULT', 'fault.category: expected plain data'],
    [
      'nextShopper',
      { does: 'cancels', afterMs: NaN },
      'ERR_INPUT_SHOPPER',
      'shopper.afterMs: expected a finite number',
    ],
    ['configure', { cardAfterMS: 5 }, 'ERR_CONFIG_SETTINGS', 'did you mean cardAfterMs?'],
    ['configure', { cardAfterMs: '5' }, 'ERR_CONFIG_SETTINGS', 'settings.cardAfterMs: expected a number from 0'],
    ['configure', { cardAfterMs: -1 }, 'ERR_CONFIG_SETTINGS', 'settings.cardAfterMs'],
    ['configure', { globalStatus: 'ok' }, 'ERR_CONFIG_SETTINGS', 'settings.globalStatus: expected one of OK'],
    ['configure', { adminMenuOpen: 'yes' }, 'ERR_CONFIG_SETTINGS', 'settings.adminMenuOpen'],
    ['configure', { displayUrls: 'http://127.0.0.1' }, 'ERR_CONFIG_SETTINGS', 'settings.displayUrls: expected a list'],
    ['configure', { giftCards: null }, 'ERR_CONFIG_SETTINGS', 'settings.giftCards'],
    ['configure', { shopper: { does: 'pays' } }, 'ERR_INPUT_SHOPPER', 'settings.shopper.does'],
    ['configure', { input: { does: 'answer' } }, 'ERR_INPUT_PLAN', 'settings.input.does'],
    ['configure', 5, 'ERR_CONFIG_SETTINGS', 'expected an object'],
  ])('refuses by %s what plain JavaScript got wrong: %j', (name, given, code, words) => {
    const before = terminal.settings;
    expect(() => call(name, given)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
    expect(terminal.settings).toBe(before);
  });

  it('takes a fault that strikes for ever, and a setting that is undefined as one that is left out', () => {
    call('script', { kind: 'emptyBody', times: Infinity });
    terminal.clearScript();
    call('configure', { hasPrinter: undefined, hostAfterMs: 7 });
    expect(terminal.settings).toMatchObject({ hasPrinter: true, hostAfterMs: 7 });
  });

  it('never quotes the number of a gift card', () => {
    expect(() => call('nextShopper', { does: 'presentsCard', giftCard: 6006491286999 })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('6006491286999') }),
    );
  });

  it.each([
    [{ terminals: [], timescale: 2 }, 'did you mean timeScale?'],
    [{ terminals: [{ poiid: POIID, sharedKeys: [], setings: {} }] }, 'did you mean settings?'],
    [{ terminals: [{ poiid: POIID, sharedKeys: [], settings: { hasPrnter: true } }] }, 'did you mean hasPrinter?'],
  ])('does not start with a misspelt option: %j', async (options, words) => {
    await expect(startSimulator(options as never)).rejects.toThrow(words);
  });
});

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { basic, bytesOf, DISPLAY_HEADER, output } from '../../unit/adapters/notification-listener/notices.ts';
import { printedSoFar, run, start, stop, type Result, type Running } from '../fixture/processes.ts';
import { outcomeOf, refusedWith, requestsOf, stepsOf } from '../fixture/results.ts';
import { simulate, useSimulation, type Simulation } from '../fixture/simulation.ts';

/** The steps of a payment with tip, PIN and signature, and the sentences for staff. */
const STEPS = [
  ['TENDER_CREATED', 'The terminal has started the transaction.'],
  ['ASK_GRATUITY', 'Waiting for the customer to choose a tip.'],
  ['GRATUITY_ENTERED', 'The customer has decided about the tip.'],
  ['CARD_INSERTED', 'The card has been inserted.'],
  ['WAIT_FOR_APP_SELECTION', 'Waiting for the customer to choose a card application.'],
  ['APPLICATION_SELECTED', 'The card application has been chosen.'],
  ['WAIT_FOR_PIN', 'Waiting for the customer to enter the PIN.'],
  ['PIN_ENTERED', 'The PIN has been entered.'],
  ['ASK_SIGNATURE', 'Waiting for the customer to sign.'],
  ['PRINT_RECEIPT', 'The terminal is printing the receipt.'],
  ['RECEIPT_PRINTED', 'The receipt has been printed.'],
  ['CHECK_SIGNATURE', 'Compare the signature with the one on the card.'],
  ['SIGNATURE_CHECKED', 'The signature has been checked.'],
  ['TENDER_FINAL', 'The terminal is done; the result is being read.'],
  ['CARD_REMOVED', 'The card has been taken out.'],
] as const;

const SALE = ['--currency', 'EUR', '--reference', 'ORDER-1'];
const SHOPPER = ['--shopper', '{"card":"chip","tip":200,"signs":true}'];
/** The answer is delayed by two seconds, so that all steps come before it. */
const LATE_ANSWER = ['--fault', '{"kind":"stall","delayMs":20000,"category":"Payment","times":1000}'];

const late = useSimulation('--notify', '--speed', '10', ...SHOPPER, ...LATE_ANSWER);
const quick = useSimulation('--notify', '--speed', '20', ...SHOPPER);

function pay({ config }: Simulation, ...args: readonly string[]): Running {
  return start(['pay', '--config', config, ...SALE, '--log-level', 'trace', ...args]);
}

const tipped = ['--amount', '10.00', '--tender-option', 'AskGratuity'];
const secretIn = ({ config }: Simulation, name: string) => readFileSync(join(dirname(config), name), 'utf8').trim();
const listenPortOf = ({ config }: Simulation): number => JSON.parse(readFileSync(config, 'utf8')).listenPort;

/** The lines for people about steps of the terminal. */
const linesOf = ({ stdout }: Result) => [...stdout.matchAll(/^ {2}terminal {8}(.*)$/gm)].map(([, line]) => line);

describe('pay on a simulation with --notify', () => {
  it('prints each step of a payment with tip, PIN and signature, in order, for programs', async () => {
    const paid = await pay(late(), ...tipped, '--json', '--id', 'ID-1').ended;
    expect(paid.exitCode).toBe(0);
    expect(stepsOf(paid)).toEqual(STEPS.map(([event]) => event));
    expect(paid.events.filter(({ type }) => type === 'display').slice(6)).toMatchObject([
      {
        type: 'display',
        transaction: 'ID-1',
        event: 'WAIT_FOR_PIN',
        phase: 'pin',
        message: 'Waiting for the customer to enter the PIN.',
        final: false,
      },
      ...STEPS.slice(7).map(([event, message]) => ({ event, message, final: event === 'TENDER_FINAL' })),
    ]);
    expect(paid.events.at(-1)?.type).toBe('outcome');
    expect(outcomeOf(paid)).toMatchObject({ kind: 'approved', amounts: { authorized: { value: 1200 } } });
  });

  it('prints the same for people, one line a step, between the request and the outcome', async () => {
    const paid = await pay(late(), ...tipped).ended;
    expect(paid.exitCode).toBe(0);
    expect(linesOf(paid)).toEqual(STEPS.map(([, sentence]) => sentence));
    expect(paid.stdout).toMatch(/awaiting[^]*terminal[^]*\n {2}settled[^]*APPROVED/);
    expect(paid.stdout).not.toMatch(/APPROVED[^]*\n {2}terminal {8}/);
  });

  it.each([
    ['--locale', 'nl', 'Wachten tot de klant de pincode invoert.'],
    ['--locale', 'de', 'Warten auf die Eingabe der PIN.'],
    ['--locale', 'fr', 'En attente de la saisie du code PIN.'],
  ])('prints the steps in the language of %s %s', async (option, locale, sentence) => {
    expect(linesOf(await pay(quick(), '--amount', '10.00', option, locale).ended)).toContain(sentence);
  });

  it('prints the last step of the terminal before the outcome, and none after it', async () => {
    const paid = await pay(quick(), '--amount', '10.00', '--json').ended;
    expect(paid.exitCode).toBe(0);
    expect(stepsOf(paid)).toContain('TENDER_FINAL');
    expect(paid.events.at(-1)?.type).toBe('outcome');
    // The card is taken out after the answer, when the listener is closed: the terminal reports that.
    expect(await quick().line('stdout', '"event":"CARD_REMOVED"')).toMatch(/"kind":"failed","code":"ECONN/);
  });

  it('completes a refund, which has no steps, with the listener open', async () => {
    const { poiTransactionId } = outcomeOf(await pay(quick(), '--amount', '10.00', '--json').ended);
    const { TransactionID, TimeStamp }: Record<string, string> = Object(poiTransactionId);
    const original = ['--original-transaction-id', `${TransactionID}`, '--original-timestamp', `${TimeStamp}`];
    const refunded = await run(['refund', '--config', quick().config, '--reference', 'R', '--json', ...original]);
    expect(refunded.exitCode).toBe(0);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted' });
  });
});

describe('a forged TENDER_FINAL APPROVED', () => {
  /** Sends it, in the clear and with the right credentials, to a payment that is going to be declined. */
  async function forge(shop: Simulation, ...args: readonly string[]): Promise<Result> {
    const paying = pay(shop, '--amount', '11.24', '--json', ...args);
    const { serviceId: ServiceID }: { serviceId?: string } = JSON.parse(await paying.line('stdout', '"awaiting"'));
    await paying.line('stdout', '"TENDER_CREATED"');
    const MessageHeader = { ...DISPLAY_HEADER, POIID: 'V400m-324688179', ServiceID };
    const DisplayRequest = { DisplayOutput: [output('TimeStamp=9&event=TENDER_FINAL&result=APPROVED')] };
    const answer = await fetch(`http://127.0.0.1:${listenPortOf(shop)}/`, {
      method: 'POST',
      headers: { authorization: basic('simulator', secretIn(shop, 'listen-password.txt')) },
      body: bytesOf({ SaleToPOIRequest: { MessageHeader, DisplayRequest } }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, '[accepted]']);
    return paying.ended;
  }

  it('is not printed, and does not change the outcome', async () => {
    const shop = await simulate('--notify');
    const paid = await forge(shop);
    const ended = await stop(shop);
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'declined', charged: 'no' });
    // If it had been accepted, no step before the end of a tender would have been printed any more.
    expect(stepsOf(paid)).toContain('CARD_PRESENTED');
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 0 });
  });

  it('is printed without its result when messages in the clear are accepted, and decides nothing', async () => {
    const shop = await simulate('--notify', '--notify-clear');
    const paid = await forge(shop);
    const ended = await stop(shop);
    // The terminal's own steps are shown in the order of their time stamps, whatever was forged between them.
    expect(stepsOf(paid)).toEqual(expect.arrayContaining(['TENDER_CREATED', 'TENDER_FINAL']));
    expect(paid.stdout).not.toMatch(/approved/i);
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'declined', charged: 'no' });
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 0 });
  });
});

describe('a port that is taken', () => {
  it('is refused before anything is sent, by a message that says who may use it and what to do', async () => {
    const shop = await simulate('--notify', '--speed', '20');
    const listening = start(['listen', '--config', shop.config]);
    await listening.line('stdout', 'Listening');
    const refused = await pay(shop, '--amount', '10.99', '--json').ended;
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_LISTENER'));
    for (const words of [`127.0.0.1:${listenPortOf(shop)}`, 'EADDRINUSE', 'tenderline listen', '--no-listen']) {
      expect(refused.stderr).toContain(words);
    }
    expect((await pay(shop, '--amount', '10.99', '--no-listen').ended).exitCode).toBe(0);
    const listened = await stop(listening);
    expect(listened.stdout).toContain('TENDER_CREATED');
    const ended = await stop(shop);
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 1 });
  });
});

describe('the settings of the listener', () => {
  it.each(['abort', 'status', 'transactions'])('are no options of %s', async (command) => {
    const { exitCode, stderr } = await run([command, '--listen-port', '8080']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("unknown option '--listen-port'");
  });

  it('have no option for the password, and a password that is tried is not quoted', async () => {
    const { exitCode, stderr, stdout } = await run(['pay', '--listen-password=Hush-Hush-1', ...tipped, ...SALE]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("unknown option '--listen-password'");
    expect(stderr + stdout).not.toContain('Hush');
  });

  it('take the password from the variable before the file that the configuration names', async () => {
    const { config } = quick();
    const args = ['pay', '--config', config, ...SALE, '--amount', '10.00', '--json'];
    const wrong = await run(args, { env: { TENDERLINE_LISTEN_PASSWORD: 'Quite.Another.42' } });
    expect(wrong.exitCode).toBe(0);
    expect(stepsOf(wrong)).toEqual([]);
    expect(await quick().line('stdout', '"status":401')).toContain('"type":"notified"');
  });

  it.each<[string, readonly string[], string]>([
    ['a certificate without its key', ['--listen-certificate', 'cert.pem'], 'listenKey (--listen-key): expected'],
    [
      'a key without its certificate',
      ['--listen-key', 'key.pem'],
      'listenCertificate (--listen-certificate): expected',
    ],
    ['files that are not there', ['--listen-certificate', 'cert.pem', '--listen-key', 'key.pem'], 'found ENOENT'],
    [
      'a password file that is not there',
      ['--listen-password-file', 'none'],
      '--listen-password-file: expected a readable',
    ],
    ['an address of no interface', ['--listen-host', '192.0.2.1'], 'EADDRNOTAVAIL'],
    ['a port that is none', ['--listen-port', '70000'], 'expected 0 to 65535'],
  ])('are refused with %s, and nothing is sent', async (_, args, words) => {
    const refused = await pay(quick(), '--amount', '10.00', '--json', ...args).ended;
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_LISTENER', expect.stringContaining(words)));
  });
});

describe('the output of all processes', () => {
  // Last in this file.
  it('has no passphrase and no password in any form, and refused commands sent nothing', async () => {
    const ended = [await stop(late()), await stop(quick())] as const;
    expect(ended.map((result) => requestsOf(result))).toEqual([2, 6]);
    expect(printedSoFar().length).toBeGreaterThan(20);
    const all = printedSoFar().join('');
    for (const shop of [late(), quick()]) {
      for (const name of ['passphrase.txt', 'listen-password.txt']) expect(all).not.toContain(secretIn(shop, name));
      expect(all).not.toContain(basic('simulator', secretIn(shop, 'listen-password.txt')).slice(6, -2));
    }
    expect(all).not.toContain('Quite.Another.42');
  });
});

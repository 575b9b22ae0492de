import { FAULTS } from '../../protocol/faults.ts';
import type { Diagnosis } from '../../protocol/messages/diagnosis.ts';
import type { TerminalResult } from '../terminals/terminal-request.ts';
import { fail, pass, skip, warn, type OpenFinding } from './check.ts';
import { explainCryptoError, nameOf, type KeyName } from './crypto-errors.ts';

type Answer = TerminalResult<Diagnosis>;

/** @param key `undefined` for a terminal without protection */
export function checkProtection(answer: Answer, key: KeyName | undefined): OpenFinding {
  if (answer.kind === 'answered') {
    if (key !== undefined) return pass(`the terminal opens what ${nameOf(key)} seals, and its answer opens`);
    return warn(
      'messages are not protected: any device on the network can forge an approval',
      'set a shared key for the terminal, then remove protection: none',
    );
  }
  const { code, message } = answer.failure;
  switch (code) {
    case 'ERR_REJECTED_NO_KEY':
      return fail(
        key === undefined
          ? 'the terminal wants protected messages, and protection is none'
          : 'no key on the terminal: it has no shared key yet, and takes the protected message for a malformed one (NexoBlob unexpected)',
        'set the key for the terminal or its store, then let the terminal update its configuration; a restart alone is not enough',
      );
    case 'ERR_REJECTED_CRYPTO':
      return key === undefined
        ? fail('the terminal wants protected messages, and protection is none', 'give sharedKeys for it')
        : fail(...explainCryptoError(message, key));
    case 'ERR_CRYPTO_KEY_UNKNOWN':
    case 'ERR_CRYPTO_OPEN':
      return fail(message, FAULTS[code].remedy);
    default:
      return skip(`there was no answer that shows it: ${message}`);
  }
}

/** Percent: staff should charge it. */
const BATTERY_LOW = 20;
const PRINTER_FAULTS: Readonly<Record<string, string>> = {
  PaperLow: 'the paper is low',
  NoPaper: 'it is out of paper',
  PaperJam: 'the paper is jammed',
  OutOfOrder: 'the printer is out of order',
};

export function checkDiagnosis(answer: Answer): OpenFinding {
  if (answer.kind === 'noAnswer') {
    const { code, message } = answer.failure;
    return fail(`no answer to a Diagnosis that can be used: ${message}`, remedyOf(code));
  }
  const { ok, globalStatus, errorCondition, message, printerStatus, details } = answer;
  const battery = Number(/^(\d{1,3})\s*%?$/.exec(details['batteryLevel']?.trim() ?? '')?.[1] ?? NaN);
  const unconfirmed = Number(details['unconfirmedBatchCount'] ?? NaN);
  const facts = [
    globalStatus === undefined ? 'it answers' : `it says ${globalStatus}`,
    ...(printerStatus === undefined ? [] : [`printer ${printerStatus}`]),
    ...(Number.isNaN(battery) ? [] : [`battery ${battery} %`]),
    ...(Number.isNaN(unconfirmed) ? [] : [`${unconfirmed} unconfirmed payment(s)`]),
  ].join(', ');
  if (!ok && (globalStatus === 'Busy' || errorCondition === 'Busy')) {
    return warn(`the terminal is busy with something else: ${facts}`, 'wait until it is free, or close its menu');
  }
  if (globalStatus === 'Unreachable') {
    return fail(
      `the terminal reports Unreachable: it has no connection to the platform (${facts})`,
      REACH,
      REACH_WHERE,
    );
  }
  if (!ok) {
    const why = [errorCondition, message].filter((text) => text !== undefined).join(': ');
    return fail(`the terminal is not ready: ${facts}${why && ` (${why})`}`, 'read what its display says; restart it');
  }
  const problems = [
    ...(printerStatus !== undefined && printerStatus in PRINTER_FAULTS ? [PRINTER_FAULTS[printerStatus] ?? ''] : []),
    ...(battery <= BATTERY_LOW ? ['the battery is low'] : []),
    ...(unconfirmed > 0 ? ['payments taken offline are not confirmed yet: keep it on and connected'] : []),
  ];
  if (problems.length === 0) return pass(facts);
  return warn(`${problems.join('; ')} (${facts})`, 'see to it at the terminal');
}

const REACH = 'let the terminal reach *.adyen.com and *.adyenpayments.com on tcp/443, by name, without inspection';
const REACH_WHERE = 'in the network of the terminal';

export function checkPlatform(answer: Answer): OpenFinding {
  if (answer.kind === 'noAnswer') return skip('there was no answer that shows it');
  const { platformReached, communicationOk } = answer;
  if (communicationOk === false || platformReached === false) {
    return fail('the terminal does not reach the payment platform: cards may be refused', REACH, REACH_WHERE);
  }
  if (platformReached === undefined) return skip('the terminal does not report it');
  return pass('the terminal reaches the payment platform');
}

/** A signature of the platform, a token of a wallet, the dates of certificates: all bear a few minutes. */
const DIFFERENCE_MAX_MS = 5 * 60 * 1000;

/** @param peerMs the clock of the terminal, as far as it tells the time */
export function checkClock(peerMs: number | undefined, nowMs: number): OpenFinding {
  if (peerMs === undefined) return skip('the terminal does not tell its time');
  const seconds = Math.round((nowMs - peerMs) / 1000);
  const by = `${Math.abs(seconds)} s`;
  if (Math.abs(nowMs - peerMs) <= DIFFERENCE_MAX_MS) return pass(`the clocks differ by ${by}`);
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return warn(
    `the clock of this machine is ${by} ${direction} that of the terminal`,
    'let this machine set its clock from the network (NTP); if it is right, restart the terminal',
  );
}

function remedyOf(code: keyof typeof FAULTS): string {
  const { remedy, area } = FAULTS[code];
  if (area === 'answer')
    return 'check that the address is that of a terminal, port 8443; if it just started, try again';
  if (area === 'link' && FAULTS[code].delivery === 'maybeSent') {
    return 'try again; if it stays so, look at what stands between: firewall, Wi-Fi';
  }
  return remedy;
}

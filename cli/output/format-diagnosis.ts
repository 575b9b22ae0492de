import type { Diagnosis, TerminalResult } from '../../index.ts';
import { formatNoAnswer } from './format-failure.ts';
import { row } from './layout.ts';
import { printable } from './output.ts';

/** The states of a printer, in words. */
const PRINTER: Readonly<Record<string, string>> = {
  OK: 'has paper',
  PaperLow: 'the paper is low: put a new roll in soon',
  NoPaper: 'out of paper: put a new roll in',
  PaperJam: 'the paper is jammed',
  OutOfOrder: 'out of order',
};
/** Percent: staff should charge it. */
const BATTERY_LOW = 20;

/** What a terminal reports about itself, as lines for people. */
export function formatDiagnosis(diagnosis: TerminalResult<Diagnosis>, poiid: string): string[] {
  if (diagnosis.kind === 'noAnswer') return formatNoAnswer(diagnosis.failure, poiid);
  const { ok, platformReached, communicationOk, printerStatus, globalStatus } = diagnosis;
  const { batteryLevel, unconfirmedBatchCount, message, errors, warnings, ...others } = diagnosis.details;
  const isReached = communicationOk === false ? false : (platformReached ?? communicationOk);
  const condition = ok ? (isReached === false ? 'well, but does not reach the platform' : 'well') : 'not ready';
  return [
    `${poiid} answers, with the right certificate and key, and is ${condition}`,
    ...row('state', globalStatus),
    ...row('platform', isReached === undefined ? undefined : isReached ? 'reached' : NOT_REACHED),
    ...row('printer', printerStatus === undefined ? undefined : (PRINTER[printerStatus] ?? printerStatus)),
    ...row('battery', batteryLevel && formatBattery(batteryLevel)),
    ...row('unconfirmed', unconfirmedBatchCount && formatUnconfirmed(unconfirmedBatchCount)),
    ...row('condition', diagnosis.errorCondition),
    ...row('terminal says', diagnosis.message),
    ...Object.entries(others).map(([name, value]) => `  ${printable(name).padEnd(22)} ${printable(value)}`),
  ];
}

const NOT_REACHED = 'not reached: check the internet connection of the terminal; cards may be refused';

function formatBattery(level: string): string {
  const percent = /^(\d{1,3})\s*%?$/.exec(level.trim())?.[1];
  if (percent === undefined) return level;
  return Number(percent) <= BATTERY_LOW ? `${percent} %: low, charge the terminal` : `${percent} %`;
}

function formatUnconfirmed(count: string): string {
  if (count === '0') return 'no payments';
  const payments = count === '1' ? '1 payment' : `${count} payments`;
  return `${payments} taken offline, not confirmed by the platform yet: keep the terminal on and connected`;
}

import type { Diagnosis } from '../../protocol/messages/diagnosis.ts';
import type { TerminalResult } from '../terminals/terminal-request.ts';
import { checkProtection } from './answer-checks.ts';
import { fail, warn, type OpenFinding } from './check.ts';
import { nameOf, type KeyName } from './crypto-errors.ts';

/** What a terminal answered to a Diagnosis under one of its keys. */
export interface KeyTry {
  /** `undefined` for a terminal without protection. */
  readonly key: KeyName | undefined;
  readonly answer: TerminalResult<Diagnosis>;
}

/** Whether an answer says something about a key, instead of about the way to the terminal. */
export function saysOfKey({ answer, key }: KeyTry): boolean {
  return checkProtection(answer, key).status !== 'skip';
}

/**
 * Which of the keys the terminal takes.
 *
 * @param active the key that is to be used
 * @param others the rest of the ring, in its order: during a change of keys the terminal may still have one of them
 */
export function checkKeys(active: KeyTry, others: readonly KeyTry[]): OpenFinding {
  const found = checkProtection(active.answer, active.key);
  if (others.length === 0 || found.status === 'skip') return found;
  const list = others.map(verdictOn).join(', ');
  if (active.answer.kind === 'answered') return { ...found, reason: `${found.reason}; of the other keys: ${list}` };
  const accepted = others.find(({ answer }) => answer.kind === 'answered');
  if (accepted?.key === undefined) {
    return fail(`${found.reason}; no other key is accepted either: ${list}`, found.remedy, found.where);
  }
  return warn(
    `the terminal has an old key: it accepts ${nameOf(accepted.key)}, and not the first one: ${found.reason}; of the others: ${list}`,
    'let the terminal update its configuration; until then keep the old key beside the new one',
  );
}

function verdictOn({ key, answer }: KeyTry): string {
  const name = key === undefined ? 'none' : nameOf(key);
  if (answer.kind === 'answered') return `${name} is accepted`;
  const number = /crypto error \((\d+)\)/i.exec(answer.failure.message)?.[1];
  return `${name} is not accepted (${number === undefined ? answer.failure.code : `crypto error ${number}`})`;
}

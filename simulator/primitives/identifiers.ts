import type { RandomBytes } from './prng.ts';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const DIGITS = '0123456789';

/** The terminal's identifier of one attempt to pay, for example `Bx4N001777889731004`. */
export function tenderReference(nowMs: number, random: RandomBytes): string {
  return drawn(4, LETTERS_AND_DIGITS, random) + String(nowMs).padStart(15, '0');
}

/** The platform's identifier of an authorisation: 16 capital letters and digits. */
export function pspReference(random: RandomBytes): string {
  return drawn(16, LETTERS_AND_DIGITS, random);
}

/** An approval code: six digits. */
export function authCode(random: RandomBytes): string {
  return drawn(6, DIGITS, random);
}

/** The letters are not equally likely, which is good enough for an identifier that only has to be new. */
function drawn(length: number, alphabet: string, random: RandomBytes): string {
  return Array.from(random(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

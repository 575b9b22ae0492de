/** Gives that many random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const DIGITS = '0123456789';

/** What the terminal calls one attempt to pay, alike `Bx4N001777889731004`. */
export function tenderReference(nowMs: number, random: RandomBytes): string {
  return drawn(4, LETTERS_AND_DIGITS, random) + String(nowMs).padStart(15, '0');
}

/** What the platform calls an authorisation: 16 capitals and digits. */
export function pspReference(random: RandomBytes): string {
  return drawn(16, LETTERS_AND_DIGITS, random);
}

export function authCode(random: RandomBytes): string {
  return drawn(6, DIGITS, random);
}

/** Not equally likely letters, which is good enough for a name that only has to be new. */
function drawn(length: number, alphabet: string, random: RandomBytes): string {
  return Array.from(random(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

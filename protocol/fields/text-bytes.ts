const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Windows-1252 from 0x80 to 0x9f, where ISO 8859-1 has control characters. Some versions of Node decode it as the latter. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Text from bytes of the wire: UTF-8, which the protocol demands, or else Windows-1252, which includes the letters of ISO 8859-1.
 * Total: no words are lost to an encoding.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const latin1 = Buffer.from(bytes).toString('latin1');
    return latin1.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
  }
}

/** A text in which half a surrogate pair, which has no UTF-8, is replaced. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

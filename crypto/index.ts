export { createKeyRing, legacyFault, type KeyRing, type RingKey, type SharedKey } from './key-ring.ts';
export { deriveKeyMaterial, KeyMaterial } from './key-material.ts';
export { terminalKeys, type KeyFinder, type TerminalKeys } from './terminal-keys.ts';
export {
  checkPassphrase,
  createPassphrase,
  validatePassphrase,
  type PassphraseFault,
  type PassphraseRule,
} from './passphrase.ts';
export { NONCE_BYTES, open, seal, type Sealed } from './seal.ts';

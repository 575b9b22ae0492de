/** The version of this package, which is reported to terminals. A test compares it with package.json. */
export const VERSION = '0.1.0';

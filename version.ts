/** The version of this package: what a terminal is told of us. A test holds it to package.json. */
export const VERSION = '0.1.0';

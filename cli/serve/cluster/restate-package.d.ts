/** It is installed for `--backend restate` alone: what is used of it is in `load-engine.ts`. */
declare module '@tenderline/restate/engine';

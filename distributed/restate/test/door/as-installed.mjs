// The door's process finds this package as one that is installed beside `tenderline`.
import { registerHooks } from 'node:module';

const ENGINE = new URL('../../engine/index.ts', import.meta.url).href;

registerHooks({
  resolve: (name, context, next) =>
    name === '@tenderline/restate/engine' ? { url: ENGINE, shortCircuit: true } : next(name, context),
});

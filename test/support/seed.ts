/**
 * What random tests start from; they print it. `TENDERLINE_SEED=4711` plays a run again. Where nobody watches (CI) it is always the
 * same one, so that a change is judged by the change alone; on a desk each run looks somewhere else.
 */
export const SEED = Number(process.env['TENDERLINE_SEED'] ?? (process.env['CI'] ? 1 : Date.now() % 0x7fff_ffff));

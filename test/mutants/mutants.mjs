import { ADMISSION } from './list/admission.mjs';
import { ASKING } from './list/asking.mjs';
import { BELIEVING } from './list/believing.mjs';
import { CLAIMS } from './list/claims.mjs';
import { CONTROL } from './list/edges/control.mjs';
import { DISK } from './list/edges/disk.mjs';
import { GATEWAY } from './list/edges/gateway.mjs';
import { JOURNAL } from './list/edges/journal.mjs';
import { LINK } from './list/edges/link.mjs';
import { NOT_FOUND } from './list/not-found.mjs';
import { POSTGRES } from './list/postgres.mjs';
import { READING } from './list/reading.mjs';
import { RECOVERY } from './list/recovery.mjs';
import { REPORTING } from './list/reporting.mjs';
import { REQUESTS } from './list/requests.mjs';
import { ROTATION } from './list/rotation.mjs';
import { SENDING } from './list/sending.mjs';
import { SETUP } from './list/edges/setup.mjs';

/**
 * Deliberate bugs. Each breaks a promise of the engine, so each has to be caught by the hostile world or by a test: `name` says
 * what the engine does wrong, `danger` what that does to a shop. `find` stands exactly once in the source of the package (with `in`:
 * exactly once in the declarations of that name), and becomes `replace`.
 */
export const MUTANTS = [
  ...SENDING,
  ...ASKING,
  ...NOT_FOUND,
  ...BELIEVING,
  ...READING,
  ...REQUESTS,
  ...ADMISSION,
  ...RECOVERY,
  ...REPORTING,
  ...LINK,
  ...JOURNAL,
  ...DISK,
  ...POSTGRES,
  ...GATEWAY,
  ...CONTROL,
  ...SETUP,
  ...ROTATION,
  ...CLAIMS,
];

import type { JsonObject } from '../protocol/json.ts';
import type { ManagementClient } from './client.ts';
import { settingsPath, type Level } from './levels.ts';
import { ManagementError } from './management-error.ts';
import { compact, differentMembers, hiddenPasswords, isSameKey, readKey, readNexo, type PlatformKey } from './nexo.ts';

/** What a change would do, before anything is sent. */
export interface KeyPlan {
  readonly level: Level;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly oldKey: PlatformKey;
  readonly newKey: Required<PlatformKey>;
  /** `undefined` where the credential may not see the passphrase. */
  readonly isSame: boolean | undefined;
  /** Other members of `nexo`, which are sent back as they are. */
  readonly kept: readonly string[];
  /** Stands for what is there now: another one means that something changed. */
  readonly token: string;
}

export type KeyResult =
  /** Read back: the key is there, and everything else of `nexo` is as it was. */
  | {
      readonly kind: 'applied';
      /** False: the answer was lost, and reading back proved it. */
      readonly answered: boolean;
      /** False: the credential may not see the passphrase, so only identifier and version were compared. */
      readonly passphraseSeen: boolean;
    }
  /** The key is there, but these members of `nexo` are not as they were sent. */
  | { readonly kind: 'appliedWithChanges'; readonly members: readonly string[] }
  /** These members changed since the plan was made: nothing was sent. */
  | { readonly kind: 'changedBefore'; readonly members: readonly string[] }
  /** The platform refused it: nothing was changed. */
  | { readonly kind: 'refused'; readonly error: ManagementError }
  /** Read back: everything is as it was before. */
  | { readonly kind: 'notApplied'; readonly error?: ManagementError }
  /** Read back: another key than the old one and than ours. */
  | { readonly kind: 'overwritten'; readonly found: PlatformKey }
  /** The answer was lost, and reading back failed too. */
  | { readonly kind: 'unknown'; readonly error: ManagementError };

/** A lost request may still be on its way when the first reading is done. */
const READINGS = 3;
const READING_GAP_MS = 2000;

/** What `newKey` on that level would change. Reads only. @throws {ManagementError} */
export async function planKey(client: ManagementClient, level: Level, newKey: Required<PlatformKey>): Promise<KeyPlan> {
  const before = await readLevel(client, level);
  const hidden = hiddenPasswords(before);
  if (hidden.length > 0) {
    throw new ManagementError(
      'ERR_MANAGEMENT_HIDDEN',
      `the platform does not give back ${hidden.join(', ')}, and sending the object back without would remove it: use a ` +
        'credential with the Advanced role, or set the key in the Customer Area',
      { fault: 'notSent' },
    );
  }
  const oldKey = readKey(before);
  // Members of the key that are not known here stay; an inherited URL that is sent back is pinned at this level.
  const after = { ...before, encryptionKey: { ...Object(before['encryptionKey']), ...newKey } };
  return {
    level,
    before,
    after,
    oldKey,
    newKey,
    isSame: isSameKey(oldKey, newKey),
    kept: Object.keys(compact(before)).filter((name) => name !== 'encryptionKey'),
    token: client.fingerprint(JSON.stringify(sorted(compact(before)))),
  };
}

/**
 * Carries out a plan: reads once more that nothing changed, sends the whole `nexo` once, and reads back what became of it. The API has
 * no compare-and-set: a change by another between that reading and the sending is overwritten.
 *
 * @throws {ManagementError} when the reading before it fails: nothing was sent
 */
export async function applyKey(
  client: ManagementClient,
  plan: KeyPlan,
  wait: (ms: number) => Promise<void>,
): Promise<KeyResult> {
  const { level, before, after } = plan;
  const changed = differentMembers(before, await readLevel(client, level));
  if (changed.length > 0) return { kind: 'changedBefore', members: changed };
  let lost: ManagementError | undefined;
  try {
    await client.patch(settingsPath(level), { nexo: after });
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    const { fault } = error.details;
    if (fault === 'refused' || fault === 'notSent') return { kind: 'refused', error };
    lost = error;
  }
  return readBack(client, plan, lost, wait);
}

async function readBack(
  client: ManagementClient,
  { level, before, after, oldKey, newKey }: KeyPlan,
  lost: ManagementError | undefined,
  wait: (ms: number) => Promise<void>,
): Promise<KeyResult> {
  let failed: ManagementError | undefined;
  let found: JsonObject | undefined;
  for (let reading = 1; reading <= READINGS; reading += 1) {
    if (reading > 1) await wait(READING_GAP_MS);
    try {
      found = await readLevel(client, level);
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      failed = error;
      continue;
    }
    const same = isSameKey(readKey(found), newKey);
    if (same === false) continue;
    const others = differentMembers(after, found).filter((name) => name !== 'encryptionKey');
    if (others.length > 0) return { kind: 'appliedWithChanges', members: others };
    return { kind: 'applied', answered: lost === undefined, passphraseSeen: same === true };
  }
  if (found === undefined) return { kind: 'unknown', error: failed ?? unread() };
  const isAsBefore = isSameKey(readKey(found), oldKey) !== false && differentMembers(before, found).length === 0;
  if (isAsBefore) return { kind: 'notApplied', ...(lost !== undefined && { error: lost }) };
  return { kind: 'overwritten', found: readKey(found) };
}

async function readLevel(client: ManagementClient, level: Level): Promise<JsonObject> {
  return readNexo(await client.get(settingsPath(level)));
}

function unread(): ManagementError {
  return new ManagementError('ERR_MANAGEMENT_LOST', 'it could not be read back', { fault: 'unknown' });
}

/** With the members of each object in one order, so that equal ones have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, sorted(member)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

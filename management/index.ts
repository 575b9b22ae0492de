// The client of Adyen's Management API, for the command line alone: no engine, and so no till, can import it.
export { BASE_URLS, createManagementClient, type ManagementClient } from './client.ts';
export { keyReader, readLevelKeys, type LevelKey } from './key-levels.ts';
export { describeLevel, isLevelId, settingsPath, type Level } from './levels.ts';
export { ManagementError } from './management-error.ts';
export { hasKey, isSameKey, readKey, readNexo, type PlatformKey } from './nexo.ts';
export { applyKey, planKey, type KeyPlan, type KeyResult } from './put-key.ts';
export { levelsAbove, levelsOf, listTerminals, type PlatformTerminal, type TerminalFilter } from './terminals.ts';

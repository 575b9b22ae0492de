import type { Engine } from './engine.ts';
import type { Logger } from './runtime/logging.ts';
import type { Closable } from './shutdown.ts';

/**
 * Opens the control of an engine, where its options ask for it. An engine that cannot be controlled as it should be is closed again.
 *
 * @param journal its path; `undefined` where no control is wanted: then nothing is loaded
 * @param closed what ends with the engine, in that order: the control goes first
 */
export async function withControl(
  engine: Engine,
  journal: string | undefined,
  { closed, log }: { readonly closed: Closable[]; readonly log: Logger },
): Promise<Engine> {
  if (journal === undefined) return engine;
  try {
    const { openControl } = await import('../gateway/control/open-control.ts');
    const control = await openControl(engine, journal, { logger: log });
    closed.unshift({ name: 'control', close: () => control.close() });
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}

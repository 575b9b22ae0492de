import { ConfigError, errorCode, formatValue } from '../../errors.ts';
import type { InspectOptions } from '../options/engine-options.ts';
import type { LiveSource } from './live-source.ts';

/** The page of an engine that is looked at. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the visualizer on this machine. Its code is loaded here: an engine that is not looked at loads none of it. Messages are kept from
 * the start on, so that a page that is opened later has them.
 *
 * @throws {ConfigError} `ERR_CONFIG_INSPECT` when it cannot listen there, or the page is not built
 */
export async function serveVisualizer(options: InspectOptions, source: LiveSource): Promise<ServedPage> {
  const { startVisualizer } = await import('../../gateway/visualizer/start-visualizer.ts');
  try {
    const visualizer = await startVisualizer(source, { port: options.port });
    source.readNow();
    process.stderr.write(`The visualizer of this engine: ${visualizer.url}\n`);
    return visualizer;
  } catch (cause) {
    if (NO_FILES.has(codeOf(cause))) throw new ConfigError('ERR_CONFIG_INSPECT', NOT_IN_A_BUNDLE, { cause });
    const found = `${codeOf(cause)} with port ${formatValue(options.port ?? 0)}`;
    throw new ConfigError(
      'ERR_CONFIG_INSPECT',
      { path: 'inspect', expected: 'a free port on 127.0.0.1', found },
      { cause },
    );
  }
}

/** What reading the page says where its files are not: a bundler takes code along, and nothing else. */
const NO_FILES: ReadonlySet<string> = new Set(['ENOENT', 'ERR_INVALID_URL', 'ERR_INVALID_ARG_TYPE']);

const NOT_IN_A_BUNDLE = {
  path: 'inspect',
  expected: 'the files of the page, in dist/visualizer/page of the package',
  found: 'none there',
  advice: 'leave tenderline out of the bundle, or look with `tenderline visualize --journal FILE` from outside',
};

/** What the system said: the gateway wraps it. */
function codeOf(error: unknown): string {
  const cause = error instanceof ConfigError ? error.cause : error;
  return errorCode(cause) ?? 'an error';
}

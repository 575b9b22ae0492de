import { ConfigError, InputError } from '../../errors.ts';

/**
 * Reports an InputError as a ConfigError: each value has one parser, and here it is the configuration that is wrong.
 *
 * @param path of the value, for parsers that do not know it
 */
export function asConfig<T>(code: `ERR_CONFIG_${string}`, parse: () => T, path?: string): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const { expected = cause.message, found = '' } = cause;
    throw new ConfigError(code, { path: path ?? cause.path ?? 'options', expected, found }, { cause });
  }
}

/** A mistake in an option. */
export function wrong(code: `ERR_CONFIG_${string}`, path: string, expected: string, found: string): ConfigError {
  return new ConfigError(code, { path, expected, found });
}

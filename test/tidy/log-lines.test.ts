import { describe, expect, it } from 'vitest';
import { LOG_EVENTS, type LogEventName } from '../../adapters/logging/log-events.ts';
import { LOG_FIELDS } from '../../adapters/logging/log-fields.ts';
import { readSource, sourceFiles } from './source-files.ts';

/** A function of a logger that is called: `log.warn(`, `this.#log?.[level](`, `console.log(`. */
const LOG_CALL =
  /(?:\b(?:\w*log(?:ger)?|lines)|#log)(?:\?\.|\.)?(?:\.?(?:trace|debug|info|warn|error|fatal)|\[\w+\](?:\?\.)?)\(|\bconsole\./gi;

/** Those that pass lines on, which they did not make. */
const PASS_ON: readonly string[] = [
  'engine/runtime/containment.ts',
  'cli/commands/listen.ts',
  'testkit/till/careless-till.ts',
  // The log of the simulator is its own: it lists what a terminal does, for whoever tests.
  'simulator/terminal/terminal-log.ts',
];

const sources = sourceFiles().map((file) => ({ file, text: readSource(file) }));
const withoutComments = (text: string) => text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');

describe('a log line', () => {
  it('is found wherever it is written past the table', () => {
    const found = (text: string) => withoutComments(text).match(LOG_CALL)?.length ?? 0;
    const calls = [
      'log.warn({}, "x")',
      'this.#log?.error(a)',
      'deps.log.info(b)',
      'logger[level](c)',
      'console.log(d)',
    ];
    expect(calls.map(found)).toEqual([1, 1, 1, 1, 1]);
    expect(['log.child({})', 'logEvent(log, "x", {})', '// log.warn(a)'].map(found)).toEqual([0, 0, 0]);
  });

  it('is one of the table: nothing logs but logEvent', () => {
    const past = sources.filter(
      ({ file, text }) => !PASS_ON.includes(file) && withoutComments(text).match(LOG_CALL) !== null,
    );
    // The one place that calls the logger does so by the level of the row.
    expect(past.map(({ file }) => file)).toEqual([]);
    expect(readSource('adapters/logging/log-event.ts')).toContain('[level]?.(');
  });

  it('of the table is written somewhere, and each of its fields has a meaning', () => {
    const names = Object.keys(LOG_EVENTS) as LogEventName[];
    const used = sources.flatMap(({ text }) =>
      [...text.matchAll(/\blogEvent\([^']*'([\w.]+)'/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !used.includes(name))).toEqual([]);
    const fields = Object.values(LOG_EVENTS).flatMap((row): readonly string[] => row.fields);
    const unused = Object.keys(LOG_FIELDS).filter((name) => !fields.some((field) => field.replace('?', '') === name));
    expect(unused).toEqual(['component', 'POIID', 'ServiceID', 'MessageCategory']);
  });
});

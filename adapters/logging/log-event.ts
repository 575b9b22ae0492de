import { maskNumbersIn } from '../../protocol/outcome-json/secret-card-data.ts';
import { LOG_EVENTS, type LogEventName } from './log-events.ts';
import { LOG_FIELDS, type LogField, type LogFieldName, type LogFieldValue } from './log-fields.ts';

type Row<Name extends LogEventName> = (typeof LOG_EVENTS)[Name];
type Field<Name extends LogEventName> = Row<Name>['fields'][number];
type Always<Given extends string> = Extract<Exclude<Given, `${string}?`>, LogFieldName>;
type Sometimes<Given extends string> = Given extends `${infer Name extends LogFieldName}?` ? Name : never;

/** The fields of a line: those of its row, no others. */
export type LogFieldsOf<Name extends LogEventName> = {
  readonly [Key in Always<Field<Name>>]: LogFieldValue<Key>;
} & { readonly [Key in Sometimes<Field<Name>>]?: LogFieldValue<Key> | undefined };

type Write = (fields: object, message: string) => void;

/** What a line needs of a logger: the function of its level. */
export type LogFor<Name extends LogEventName> = { readonly [Level in Row<Name>['level']]: Write };

/** A level of a logger that logs nothing. */
export const silence: Write = () => {};

/** Logs one line of the table: every line of Tenderline is logged here, with its name in the field `event`. */
export function logEvent<Name extends LogEventName>(log: LogFor<Name>, name: Name, fields: LogFieldsOf<Name>): void {
  const { level, message } = LOG_EVENTS[name];
  const methods = log as Readonly<Record<string, Write>>;
  // A line that is not logged is not made.
  if (methods[level] === silence) return;
  // A method of the logger: it may need itself.
  methods[level]?.({ event: name, ...masked(fields) }, message);
}

/** Whatever is given, it does not throw: it stands in the way of payments. */
function masked(fields: Readonly<Record<string, unknown>>): object {
  const known: Readonly<Record<string, LogField | undefined>> = LOG_FIELDS;
  const entries = Object.entries(fields).map(([name, value]) => {
    const isQuoted = typeof value === 'string' && known[name]?.is === 'words';
    return [name, isQuoted ? maskNumbersIn(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

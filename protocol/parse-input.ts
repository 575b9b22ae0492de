import type { z } from 'zod';
import { formatUnknown, formatValue, InputError } from '../errors.ts';
import { knownMembers, pathOf, ruleAt } from './validation/input-rules.ts';
import { copyPlain } from './validation/plain-data.ts';

/**
 * The only way for a caller's value into the engine: copied to plain data, checked by a schema, frozen. Afterwards no caller holds
 * it.
 *
 * The error text of a schema is what was expected: `z.string('a text')`. `withRule` sets the code. A
 * check of several members may have `params: { found, code }` in its issue.
 *
 * @param path of the value, as the caller would write it, for example `tip`: a wrong member is then `tip.value`. Default
 *   `''`, for the argument itself: its members are named alone, and the whole is called `request`
 * @throws {InputError} with `path`, `expected` and `found`; `ERR_INPUT_REQUEST` unless the schema carries another code
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, path = ''): z.output<Schema> {
  const copy = copyPlain(value, path);
  const parsed = schema.safeParse(copy, { error: expectedOf });
  if (!parsed.success) throw inputError(schema, copy, path, parsed.error.issues);
  return deepFreeze(parsed.data);
}

type Issue = z.core.$ZodIssue;

function inputError(schema: z.ZodType, copy: unknown, root: string, issues: readonly Issue[]): InputError {
  const issue = theOneToReport(issues);
  const path = pathOf(schema, root, issue.path) || 'request';
  const value = valueAt(copy, issue.path);
  const { code = 'ERR_INPUT_REQUEST', unknownMember = 'ERR_INPUT_REQUEST', secret } = ruleAt(schema, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownMembers(schema, issue.path, { value, unknown: issue.keys });
    const found = formatUnknown(issue.keys[0] ?? '', known);
    return new InputError(unknownMember, { path, expected: known.join(', '), found });
  }
  const own: CustomParams = issue.code === 'custom' ? (issue.params ?? {}) : {};
  const found = own.found ?? foundOf(issue, value, secret);
  return new InputError(own.code ?? code, { path, expected: issue.message, found });
}

/** The `params` that a schema's check may have in its issue. */
interface CustomParams {
  readonly code?: `ERR_INPUT_${string}`;
  readonly found?: string;
}

function foundOf(issue: Issue, value: unknown, secret = false): string {
  if (secret) return `a value of type ${typeof value}`;
  return issue.code === 'too_big' && typeof value === 'string' ? `${value.length} characters` : formatValue(value);
}

/** A misspelt member is reported first: the member that it was meant to be is then missing, and only that would mislead. */
function theOneToReport(issues: readonly Issue[]): Issue {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw new TypeError('a schema refused a value without an issue');
  if (issue.code !== 'invalid_union') return issue;
  const branch = meantBranch(issue.errors);
  if (branch === undefined) return issue;
  const inner = theOneToReport(branch);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** The branch of a union that the value was meant for: the one of its type; of several, the one that knows all its members. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const without = (code: Issue['code']) => (branch: readonly Issue[]) =>
    !branch.some((issue) => issue.path.length === 0 && issue.code === code);
  const ofType = branches.filter(without('invalid_type'));
  const known = ofType.length > 1 ? ofType.filter(without('unrecognized_keys')) : ofType;
  return known.length === 1 ? known[0] : undefined;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What was expected, for a schema that has no text of its own. */
function expectedOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? `one of ${issue.options.map(String).join(', ')}` : 'another value';
    default:
      return 'another value';
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((outer, key) => (Object(outer) as Record<PropertyKey, unknown>)[key], value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

import { z } from 'zod';
import { memberPath } from './plain-data.ts';

/** The rules of an input schema besides its shape. They hold for the schema and everything inside it without rules of its own. */
export interface InputRule {
  /** The code of the InputError. Default: `ERR_INPUT_REQUEST`. */
  readonly code?: `ERR_INPUT_${string}`;
  /** The code for an unknown member. Default: `ERR_INPUT_REQUEST`. */
  readonly unknownMember?: `ERR_INPUT_${string}`;
  /** The value is a secret or worth money: a message states its type only. */
  readonly secret?: true;
}

const rules = z.registry<InputRule>();

/** Adds rules to a schema. */
export function withRule<Schema extends z.ZodType>(rule: InputRule, schema: Schema): Schema {
  const own = schema.clone();
  rules.add(own, rule);
  return own;
}

/** The rules that hold at a path: of each kind the innermost one. */
export function ruleAt(schema: z.ZodType, path: readonly PropertyKey[]): InputRule {
  return Object.assign(
    {},
    ...levelsAt(schema, path)
      .flat()
      .map((level) => rules.get(level)),
  ) as InputRule;
}

/**
 * The member names of the object at a path. If several objects are possible, those of the one that the value chose by its literals, and in
 * which `unknown` is unknown.
 */
export function knownMembers(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  { value, unknown }: { readonly value: unknown; readonly unknown: readonly string[] },
): readonly string[] {
  const given = Object.keys(Object(value) as object);
  const shapes = (levelsAt(schema, path).at(-1) ?? []).flatMap((candidate) => {
    const { shape } = definitionOf(candidate);
    return shape === undefined ? [] : [shape];
  });
  const chosen = shapes.filter((shape) => isChosen(shape, Object(value) as Readonly<Record<string, unknown>>));
  const objects = (chosen.length > 0 ? chosen : shapes).map((shape) => Object.keys(shape));
  const matching = objects.find((names) => given.every((name) => names.includes(name) !== unknown.includes(name)));
  return matching ?? objects[0] ?? [];
}

/** Whether a value has the literals by which one of several objects is chosen, such as a `command`. */
function isChosen(shape: Shape, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(shape).every(
    ([name, member]) => definitionOf(member).type !== 'literal' || member.safeParse(value[name]).success,
  );
}

/** The path of a value, as the caller would write it: members of an object by a dot, entries of a record in brackets. */
export function pathOf(schema: z.ZodType, root: string, path: readonly PropertyKey[]): string {
  const levels = levelsAt(schema, path);
  return path.reduce<string>((outer, key, index) => {
    const isEntry = (levels[index] ?? []).some((level) => definitionOf(level).valueType !== undefined);
    return memberPath(outer, typeof key === 'number' ? key : String(key), isEntry);
  }, root);
}

/** For each step of a path, from the outside in, every schema that is possible there. */
function levelsAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[][] {
  const levels = [variantsOf(schema)];
  for (const key of path) {
    levels.push((levels.at(-1) ?? []).flatMap((outer) => memberOf(outer, key)).flatMap(variantsOf));
  }
  return levels;
}

type Shape = Readonly<Record<PropertyKey, z.ZodType>>;

/** The parts of zod's definitions that lead to another schema. */
interface Definition {
  readonly type?: string;
  readonly shape?: Shape;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

function definitionOf(schema: z.ZodType): Definition {
  return schema.def;
}

/** A schema, and those that it wraps or chooses from: all for the same place. */
function variantsOf(schema: z.ZodType): z.ZodType[] {
  const { innerType, in: input, out: output, options = [] } = definitionOf(schema);
  const inner = [innerType, input, output, ...options].filter((one) => one !== undefined);
  return [schema, ...inner.flatMap(variantsOf)];
}

function memberOf(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  const { shape, element, valueType } = definitionOf(schema);
  const member = shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : undefined;
  return [member, element, valueType].filter((one) => one !== undefined);
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  return z.int(`a whole number from ${min} to ${max}`).min(min).max(max);
}

import * as models from '@adyen/api-library/lib/src/typings/terminal/models.js';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

/** Adyen's classes by their names. */
export const ADYEN_MODELS = { ...models, ...(models as { default?: object }).default } as unknown as Readonly<
  Record<string, { getAttributeTypeMap?(): readonly Attribute[] } & Readonly<Record<string, unknown>>>
>;

/**
 * What Adyen's own model of that name does not know about a value: members it does not have, values that are no member of an enum, wrong
 * types. Empty when the model accepts all of it.
 */
export function refusedByModel(model: string, value: unknown, path = model): string[] {
  const list = /^Array<(.+)>$/.exec(model)?.[1];
  if (list !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((entry, index) => refusedByModel(list, entry, `${path}[${index}]`))
      : [`${path}: not a list`];
  }
  if (['string', 'number', 'boolean'].includes(model)) return typeof value === model ? [] : [`${path}: not a ${model}`];
  // Their model of a time says nothing of it.
  if (model.startsWith('{')) return typeof value === 'string' ? [] : [`${path}: not a string`];
  if (model === 'any') return [];
  // Its model is an object; what goes over the wire is text in one of two encodings.
  if (model === 'SaleToAcquirerData') return typeof value === 'string' ? [] : [`${path}: not a string`];
  const words = wordsOf(model);
  if (words !== undefined)
    return words.includes(value) ? [] : [`${path}: ${String(value)} is none of ${words.join(', ')}`];
  const attributes = ADYEN_MODELS[model]?.getAttributeTypeMap?.();
  if (attributes === undefined) return [`${path}: no model ${model}`];
  return Object.entries(value as object).flatMap(([name, member]: [string, unknown]) => {
    const attribute = attributes.find(({ baseName }) => baseName === name);
    return attribute === undefined
      ? [`${path}.${name}: unknown`]
      : refusedByModel(attribute.type, member, `${path}.${name}`);
  });
}

/** The words of `Owner.NameEnum`, or of an enum that is a model of its own. */
function wordsOf(model: string): unknown[] | undefined {
  const [owner = '', inner] = model.split('.');
  const words = inner === undefined ? ADYEN_MODELS[owner] : ADYEN_MODELS[owner]?.[inner];
  return typeof words === 'object' && words !== null ? Object.values(words) : undefined;
}

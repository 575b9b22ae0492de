import { createRequire } from 'node:module';
import { expect } from 'vitest';
import { openApiDocument } from '../../../gateway/index.ts';

interface Validator {
  (value: unknown): boolean;
  readonly errors?: unknown;
}
interface Ajv {
  addSchema(schema: object, key: string): unknown;
  compile(schema: object): Validator;
}

/** The validator of JSON schemas that the linter of OpenAPI documents brings. */
const linter = createRequire(createRequire(import.meta.url).resolve('@seriousme/openapi-schema-validator'));
const { default: Ajv2020 } = linter('ajv/dist/2020.js') as { readonly default: new (options: object) => Ajv };

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export const DOCUMENT = openApiDocument() as unknown as Document & Record<string, unknown>;

const ajv = new Ajv2020({ strict: false });
ajv.addSchema(DOCUMENT, 'openapi');
const validators = new Map<string, Validator>();

/** What was seen: `GET /v1/terminals 200`. */
export const seen = new Set<string>();

/** Every pair of route and status that the document has. */
export function documentedPairs(): string[] {
  return Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
}

/** Checks an answer against the schema that the document has for its route and status. */
export function assertDocumented(
  method: string,
  path: string,
  status: number,
  contentType: string,
  body: unknown,
): void {
  const template = templateOf(path.replace(/\?.*/, ''));
  const name = `${method} ${template} ${status}`;
  const response = DOCUMENT.paths[template ?? '']?.[method.toLowerCase()]?.responses[String(status)];
  expect(response, `${name} is in the document`).toBeDefined();
  const [mediaType = '', { schema } = { schema: {} }] = Object.entries(response?.content ?? {})[0] ?? [];
  expect(contentType.split(';')[0], `content type of ${name}`).toBe(mediaType.split(';')[0]);
  seen.add(name);
  const validate = validators.get(name) ?? ajv.compile(rooted(schema) as object);
  validators.set(name, validate);
  expect(validate(body) ? null : validate.errors, `${name}: ${JSON.stringify(body)}`).toBeNull();
}

/** References of the document, from outside of it. */
function rooted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rooted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === '$ref' && typeof member === 'string' ? `openapi${member}` : rooted(member),
  ]);
  return Object.fromEntries(entries);
}

function templateOf(path: string): string | undefined {
  return Object.keys(DOCUMENT.paths).find((template) =>
    new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

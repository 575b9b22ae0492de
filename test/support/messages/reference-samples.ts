import { existsSync, readFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../../../protocol/json.ts';

/** A message of the reference's samples. */
export interface Sample {
  /** Of the page, and how many of that name are before it there: `payments.md PaymentResponse 3`. */
  readonly title: string;
  readonly name: string;
  readonly body: JsonObject;
}

const folder = new URL('../../../../shared/reference/', import.meta.url);
const PAGES = ['terminal-api.md', 'payments.md', 'devices.md'];

/** The samples beside the repository; `undefined`, aloud, where they are not there. */
export const SAMPLES = existsSync(folder) ? PAGES.flatMap(samplesOf) : undefined;
if (SAMPLES === undefined) console.log('skipped: the samples of the reference are not there');

function samplesOf(page: string): Sample[] {
  const text = readFileSync(new URL(page, folder), 'utf8');
  const counts = new Map<string, number>();
  return [...text.matchAll(/^```json\n([^]*?)^```/gm)]
    .flatMap(([, block = '']) => documentsIn(block))
    .map((document) => {
      const [name, body] = messageIn(document);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return { title: `${page} ${name} ${count}`, name, body };
    });
}

/** The JSON objects of a block, which has one or several: each ends on the first line with which it is complete. */
function documentsIn(block: string): JsonObject[] {
  const found: JsonObject[] = [];
  let pending = '';
  for (const line of block.split('\n')) {
    pending += `${line}\n`;
    const document = parsed(pending);
    if (document === undefined) continue;
    found.push(document);
    pending = '';
  }
  if (pending.trim() !== '') throw new Error(`no JSON: ${pending}`);
  return found;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Its name and its body. Samples that leave out their envelope are told by their members; what is no message is called `other`. */
function messageIn(document: JsonObject): readonly [string, JsonObject] {
  const inner = document['SaleToPOIRequest'] ?? document['SaleToPOIResponse'] ?? document;
  const message = isObject(inner) ? inner : {};
  const named = Object.entries(message).find(([name]) => /.(Request|Response|Notification)$/.test(name));
  if (named !== undefined && isObject(named[1])) return [named[0], named[1]];
  if (message['PaymentTransaction'] !== undefined) return ['PaymentRequest', message];
  return [message['Response'] === undefined ? 'other' : 'PaymentResponse', message];
}

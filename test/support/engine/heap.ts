import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { settle } from '../clock.ts';

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] };
  };
  /** One node after the other, each with its fields. */
  readonly nodes: readonly number[];
}

/** What V8 makes of the program while it runs: it grows with the code that was run, not with what is kept. */
const OF_THE_COMPILER = ['code', 'object shape', 'hidden', 'synthetic'];

// Code that has not run for a while would be thrown away, and what belongs to it with it, at moments of V8's own choosing.
setFlagsFromString('--no-flush-bytecode');

/** What is alive on the heap, in bytes: objects, texts and lists that something still holds. Takes a second or two. */
export async function keptBytes(): Promise<number> {
  await collectGarbage();
  const chunks: Buffer[] = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(chunk as Buffer);
  const { snapshot, nodes } = JSON.parse(Buffer.concat(chunks).toString()) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const typeNames = types[typeAt] as readonly string[];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const type = typeNames[nodes[node + typeAt] ?? 0] ?? '';
    if (!OF_THE_COMPILER.includes(type)) bytes += nodes[node + sizeAt] ?? 0;
  }
  return bytes;
}

/** More than once: what a finalizer lets go is garbage only afterwards. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 5; round += 1) {
    await settle();
    gc();
  }
}

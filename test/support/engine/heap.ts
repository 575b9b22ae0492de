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

/** What stands between the nodes and what refers to what. */
const EDGES = ',\n"edges":[';

/** What V8 makes of the program while it runs: it grows with the code that was run, not with what is kept. */
const OF_THE_COMPILER = ['code', 'object shape', 'hidden', 'synthetic'];

// Code that has not run for a while would be thrown away, and what belongs to it with it, at moments of V8's own choosing.
setFlagsFromString('--no-flush-bytecode');

/** What is alive on the heap, in bytes: objects, texts and lists that something still holds. Takes a second or two. */
export async function keptBytes(): Promise<number> {
  await collectGarbage();
  const { snapshot, nodes } = await takeSnapshot();
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

/** Without what refers to what, which comes after the nodes, is the larger part by far, and takes the longest to read. */
async function takeSnapshot(): Promise<Snapshot> {
  const chunks: Buffer[] = [];
  let ending = '';
  for await (const chunk of getHeapSnapshot()) {
    if (ending.includes(EDGES)) continue; // the rest has to be drained all the same
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    ending = ending.slice(-EDGES.length) + bytes.toString('latin1');
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return JSON.parse(`${text.slice(0, text.lastIndexOf(EDGES))}}`) as Snapshot;
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

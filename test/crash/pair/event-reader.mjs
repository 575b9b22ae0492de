import { setTimeout as pause } from 'node:timers/promises';

/** Until a reader whose stream ended goes to the other server. */
const PAUSE_MS = 200;
/** Longer than between two heart-beats: then the server is silent. */
const SILENT_MS = 20_000;

/**
 * Reads the events of both servers as a back office does: those of one, and from the last place on those of the other one when it is gone.
 *
 * @returns what it was told: the outcomes by transaction, what it was told to be missing, and how many streams it read
 */
export function readEvents(servers) {
  const outcomes = new Map();
  const told = { outcomes, gaps: [], streams: 0 };
  const over = new AbortController();
  let last;
  let onReady;
  const ready = new Promise((resolve) => (onReady = resolve));

  const take = ({ event, id, data }) => {
    if (id !== undefined) last = id;
    if (event === 'ready') {
      told.streams += 1;
      onReady();
    }
    if (event === 'gap') told.gaps.push(data);
    if (event !== 'transaction') return;
    const { id: transaction, outcome } = JSON.parse(data);
    if (outcome === undefined) return;
    outcomes.set(transaction, [...(outcomes.get(transaction) ?? []), outcome]);
  };
  const follow = async () => {
    for (let at = 0; !over.signal.aborted; at = 1 - at) {
      await readOne(servers[at], last, over.signal, take).catch(() => undefined);
      await pause(PAUSE_MS);
    }
  };
  const followed = follow();
  return {
    told,
    /** Resolves when it follows: what happens from then on it is told. */
    ready,
    async close() {
      over.abort();
      await followed;
    },
  };
}

/** One stream, until it ends or is silent. */
async function readOne(server, last, signal, take) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENT_MS);
  try {
    let rest = '';
    const bytes = await server.events(last, AbortSignal.any([signal, silence.signal]));
    for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) take(fieldsOf(block));
    }
  } finally {
    clearTimeout(timer);
  }
}

function fieldsOf(block) {
  return Object.fromEntries(
    block
      .split('\n')
      .map((line) => /^(\w+): ?(.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, name, value]) => [name, value]),
  );
}

import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

/** A journal of a till that was killed, in a folder of its own, and what else there is of it. */
export interface Files {
  /** Of the journal; `-wal`, `-shm`, `-tip` and `-owner` stand beside it. */
  readonly path: string;
  /** The journal as it was before its last till started: a backup of a closed one. */
  readonly backup: string;
  /** The `-wal` of another till, killed as well. */
  readonly otherWal: string;
  /** The journal of that other till. */
  readonly other: string;
}

export interface Damage {
  readonly what: string;
  /** `refused`: no till opens it, and nothing is sent. `harmless`: nothing is lost. */
  readonly expected: 'refused' | 'harmless';
  readonly damage: (files: Files) => void;
}

/** https://sqlite.org/fileformat2.html#the_write_ahead_log */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const PAGE = 4096;
const FRAME = FRAME_HEADER + PAGE;
const TIP_ENTRY = 512;

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Uint8Array.of((bytes[at] ?? 0) ^ 0x40), 0, 1, at);
  closeSync(file);
}

/** The last frames of the -wal that belong to a commit; behind them there may be older ones. */
function frames(wal: string): number {
  const bytes = readFileSync(wal);
  const salt = bytes.subarray(16, 24);
  let count = 0;
  for (let at = WAL_HEADER; at + FRAME <= bytes.length; at += FRAME) {
    if (!bytes.subarray(at + 8, at + 16).equals(salt)) break;
    count += 1;
  }
  return count;
}

const wal = ({ path }: Files) => `${path}-wal`;
const cutWal = (files: Files, length: (size: number) => number) =>
  truncateSync(wal(files), length(WAL_HEADER + frames(wal(files)) * FRAME));

const flippedWal: readonly Damage[] = [
  ...(['magic', 'format', 'page size', 'checkpoint number', 'salt', 'salt', 'checksum', 'checksum'] as const).map(
    (field, index): Damage => ({
      what: `a bit of the -wal flipped: ${field}, byte ${index * 4 + 3}`,
      expected: 'refused',
      damage: (files) => flip(wal(files), index * 4 + 3),
    }),
  ),
  ...[
    ['first frame, its header', 0, 2],
    ['first frame, its page', 0, FRAME_HEADER + 100],
    ['frame in the middle, its header', 0.5, 10],
    ['frame in the middle, its page', 0.5, FRAME_HEADER + 2000],
    ['last frame, its header', 1, 5],
    ['last frame, its checksum', 1, 20],
    ['last frame, its page', 1, FRAME_HEADER + PAGE - 1],
  ].map(([what, where, offset]): Damage => ({
    what: `a bit of the -wal flipped: ${what}`,
    expected: 'refused',
    damage: (files) => {
      const frame = Math.floor(Number(where) * (frames(wal(files)) - 1));
      flip(wal(files), WAL_HEADER + frame * FRAME + Number(offset));
    },
  })),
];

const lostWal: readonly Damage[] = [
  { what: 'the -wal removed', expected: 'refused', damage: (files) => rmSync(wal(files)) },
  {
    what: 'the -wal and the -shm removed',
    expected: 'refused',
    damage: (files) => ['-wal', '-shm'].forEach((suffix) => rmSync(files.path + suffix)),
  },
  { what: 'the -wal emptied', expected: 'refused', damage: (files) => truncateSync(wal(files), 0) },
  { what: 'the -wal cut in its header', expected: 'refused', damage: (files) => truncateSync(wal(files), 20) },
  {
    what: 'the -wal cut after its header',
    expected: 'refused',
    damage: (files) => truncateSync(wal(files), WAL_HEADER),
  },
  { what: 'the -wal cut in half', expected: 'refused', damage: (files) => cutWal(files, (size) => size >> 1) },
  { what: 'the -wal cut by a frame', expected: 'refused', damage: (files) => cutWal(files, (size) => size - FRAME) },
  { what: 'the -wal cut by a byte', expected: 'refused', damage: (files) => cutWal(files, (size) => size - 1) },
  {
    what: 'the -wal filled with zeros',
    expected: 'refused',
    damage: (files) => writeFileSync(wal(files), new Uint8Array(statSync(wal(files)).size)),
  },
  {
    what: 'the -wal of another till',
    expected: 'refused',
    damage: (files) => copyFileSync(files.otherWal, wal(files)),
  },
];

const lostFile: readonly Damage[] = [
  { what: 'the file removed', expected: 'refused', damage: ({ path }) => rmSync(path) },
  {
    what: 'all removed but the tip',
    expected: 'refused',
    damage: ({ path }) => ['', '-wal', '-shm', '-owner'].forEach((suffix) => rmSync(path + suffix)),
  },
  { what: 'the file emptied', expected: 'refused', damage: ({ path }) => truncateSync(path, 0) },
  {
    what: 'the file cut by a page',
    expected: 'refused',
    damage: ({ path }) => truncateSync(path, statSync(path).size - PAGE),
  },
  {
    what: 'a backup in the place of the file, without the -wal',
    expected: 'refused',
    damage: (files) => {
      for (const suffix of ['-wal', '-shm']) rmSync(files.path + suffix);
      copyFileSync(files.backup, files.path);
    },
  },
  {
    what: 'a backup in the place of the file, without -wal and tip',
    expected: 'refused',
    damage: (files) => {
      for (const suffix of ['-wal', '-shm', '-tip']) rmSync(files.path + suffix);
      copyFileSync(files.backup, files.path);
    },
  },
  {
    what: 'the journal of another till in the place of the file',
    expected: 'refused',
    damage: (files) => {
      for (const suffix of ['-wal', '-shm']) rmSync(files.path + suffix);
      copyFileSync(files.other, files.path);
    },
  },
];

const besides: readonly Damage[] = [
  { what: 'the tip removed', expected: 'refused', damage: ({ path }) => rmSync(`${path}-tip`) },
  {
    what: 'the tip removed, and the -wal',
    expected: 'refused',
    damage: ({ path }) => ['-tip', '-wal'].forEach((suffix) => rmSync(path + suffix)),
  },
  { what: 'the tip emptied', expected: 'refused', damage: ({ path }) => truncateSync(`${path}-tip`, 0) },
  {
    what: 'the tip filled with zeros',
    expected: 'refused',
    damage: ({ path }) => writeFileSync(`${path}-tip`, new Uint8Array(2 * TIP_ENTRY)),
  },
  {
    what: 'a bit flipped in both entries of the tip',
    expected: 'refused',
    damage: ({ path }) => [0, TIP_ENTRY].forEach((at) => flip(`${path}-tip`, at + 20)),
  },
  ...[0, TIP_ENTRY].map((at, index): Damage => ({
    what: `a bit flipped in entry ${index} of the tip`,
    expected: 'harmless',
    damage: ({ path }) => flip(`${path}-tip`, at + 20),
  })),
  {
    what: 'the tip of another till',
    expected: 'refused',
    damage: (files) => copyFileSync(`${files.other}-tip`, `${files.path}-tip`),
  },
  {
    what: 'an older tip, as after a power failure',
    expected: 'harmless',
    damage: (files) => copyFileSync(`${files.backup}-tip`, `${files.path}-tip`),
  },
  { what: 'the -shm removed', expected: 'harmless', damage: ({ path }) => rmSync(`${path}-shm`) },
  {
    what: 'the -shm filled with zeros',
    expected: 'harmless',
    damage: ({ path }) => writeFileSync(`${path}-shm`, new Uint8Array(32768)),
  },
  { what: 'a bit of the -shm flipped', expected: 'harmless', damage: ({ path }) => flip(`${path}-shm`, 20) },
  { what: 'the owner removed', expected: 'harmless', damage: ({ path }) => rmSync(`${path}-owner`) },
  {
    what: 'the owner filled with zeros, as after a power failure',
    expected: 'harmless',
    damage: ({ path }) => writeFileSync(`${path}-owner`, new Uint8Array(4096)),
  },
];

const flippedHeader: readonly Damage[] = (
  [
    ['its first word', 3, 'refused'],
    // The first page stands in the -wal as well, and SQLite takes it from there.
    ['the page size', 16, 'harmless'],
    ['the number of pages', 31, 'harmless'],
    ['the version of the tables', 63, 'refused'],
    ['the application', 70, 'refused'],
  ] as const
).map(([what, at, expected]) => ({
  what: `a bit of the file's header flipped: ${what}`,
  expected,
  damage: ({ path }) => flip(path, at),
}));

/** What can happen to the files of a till that was killed: hardware, staff and other programs. */
export const DAMAGES: readonly Damage[] = [...flippedWal, ...lostWal, ...lostFile, ...besides, ...flippedHeader];

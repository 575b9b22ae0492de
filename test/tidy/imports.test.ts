import { describe, expect, it } from 'vitest';
import { ALLOWED } from './layers.ts';
import { readSource, sourceFiles, sourceImports } from './source-files.ts';

/**
 * Of protocol, the simulator takes types and primitives, and the check of what a caller gives: no reading or building of messages, so
 * that it cannot share our mistakes.
 */
const SIMULATOR_MAY_TAKE = [
  'ids.ts',
  'header.ts',
  'money.ts',
  'currency-exponents.ts',
  'json.ts',
  'parse-input.ts',
  'validation/input-rules.ts',
];

/** The rooms of the command line: each may import those before it, and `main.ts` and `program.ts` any of them. */
const CLI_ROOMS = [
  'stored',
  'settings',
  'settings/requests',
  'settings/simulator',
  'output',
  'live',
  'serve',
  'serve/cluster',
  'pages',
  'commands/journal',
  'commands',
  'commands/money',
  'commands/terminal',
  'commands/setup',
  'commands/management',
  'commands/first-hour',
  'syntax',
];

/** Files that the command line may import beside the public doors: `index.ts` here and in the folders of the package. */
const CLI_MAY_TAKE = [
  'errors.ts',
  'version.ts',
  // The door of `tenderline/postgres`.
  'adapters/postgres/index.ts',
  'protocol/json.ts',
  'protocol/money.ts',
  'protocol/validation/calendar.ts',
  'protocol/outcome-json/receipt-copies.ts',
  'protocol/display/display-messages.ts',
  'adapters/notification-listener/loopback.ts',
  // Only who has a journal on PostgreSQL loads what reads it.
  'adapters/postgres/index.ts',
  'adapters/postgres/probe.ts',
  // Who controls a till from outside has nothing of the server.
  'gateway/control/control-place.ts',
  'gateway/access/token-file.ts',
  'gateway/access/private-file.ts',
  // The page alone, of what is no gateway.
  'gateway/visualizer/start-visualizer.ts',
];

/** The parts of a folder, each a folder or a file of it: what stands later may import what stands earlier, and nothing else. */
const ORDER_OF_PARTS: Readonly<Record<string, readonly string[]>> = {
  engine: [
    'runtime',
    'options',
    'journal',
    'requests',
    'terminals',
    'sending',
    'transactions',
    'ownership',
    'transaction-json.ts',
    'history',
    'inspection',
    'worker-parts.ts',
    'journal-reader.ts',
    'inspect-journal.ts',
    'doctor',
    'notification-router.ts',
    'watch-traffic.ts',
    'shutdown.ts',
    'engine.ts',
    'override.ts',
    'other-runtimes.ts',
    'fleet-handle.ts',
    'engine-handle.ts',
    'with-control.ts',
    'create-engine.ts',
    'on-demand.ts',
  ],
  simulator: [
    'primitives',
    'shopper-plan.ts',
    'parse-plan.ts',
    'faults',
    'fleet',
    'settings.ts',
    'messages',
    'platform',
    'categories',
    'core',
    'wire',
    'terminal',
    'world',
    'simulator.ts',
    'index.ts',
  ],
  gateway: [
    'problem.ts',
    'gateway-engine.ts',
    'limits.ts',
    'read-body.ts',
    'server',
    'metrics',
    'schemas',
    'access',
    'events',
    'services.ts',
    'route.ts',
    'routes',
    'route-problems.ts',
    'route-table.ts',
    'openapi.ts',
    'app.ts',
    'open-server.ts',
    'visualizer',
    'gateway-options.ts',
    'create-gateway.ts',
    'control',
    'index.ts',
  ],
  testkit: [
    'outcome',
    'till',
    'terminal',
    'schedule',
    'shop',
    'invariants',
    'proof',
    'pair-world',
    'small-world',
    'index.ts',
  ],
};

/** Third-party packages that live in one place. */
const AT_HOME_IN: Readonly<Record<string, readonly string[]>> = {
  undici: ['adapters', 'management'],
  rxjs: ['engine', 'cli'],
  xstate: ['machines', 'engine', 'visualizer'],
  commander: ['cli'],
  hono: ['gateway'],
  '@hono/node-server': ['gateway'],
  'prom-client': ['gateway'],
  '@opentelemetry/api': ['opentelemetry'],
  '@peculiar/x509': ['simulator'],
  'better-sqlite3': ['adapters'],
  pg: ['adapters'],
  preact: ['visualizer'],
};

const files = sourceFiles();
const imports = sourceImports();

const folderOf = (path: string) => path.split('/')[0] ?? '';
const baseOf = (target: string) => target.replace(' (types)', '');
const ours = imports.filter(
  ({ from, to }) => from.includes('/') && files.includes(to) && folderOf(from) !== folderOf(to),
);

describe('imports', () => {
  it('are found at all', () => {
    expect(ours.length).toBeGreaterThan(50);
  });

  it('go in one direction', () => {
    const wrong = ours.filter(({ from, to, typeOnly }) => {
      const allowed = ALLOWED[folderOf(from)] ?? [];
      const target = folderOf(to);
      return !(to === 'errors.ts' || allowed.includes(target) || (typeOnly && allowed.includes(`${target} (types)`)));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('are allowed only where they are used', () => {
    const unused = Object.entries(ALLOWED).flatMap(([folder, targets]) =>
      targets
        .filter((target) => !ours.some(({ from, to }) => folderOf(from) === folder && folderOf(to) === baseOf(target)))
        .map((target) => `${folder} -> ${target}`),
    );
    expect(unused).toEqual([]);
  });

  it('of the simulator take nothing that could make it agree with our mistakes', () => {
    const taken = ours.filter(({ from, to }) => folderOf(from) === 'simulator' && folderOf(to) === 'protocol');
    expect(taken.length).toBeGreaterThan(0);
    const wrong = taken.filter(({ to }) => !SIMULATOR_MAY_TAKE.includes(to.replace('protocol/', '')));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('between the rooms of the command line go in one direction', () => {
    const roomOf = (path: string) => path.split('/').slice(1, -1).join('/');
    const inside = imports.filter(({ from, to }) => folderOf(from) === 'cli' && folderOf(to) === 'cli');
    expect(new Set(inside.map(({ to }) => roomOf(to)))).toEqual(new Set(['', ...CLI_ROOMS]));
    const wrong = inside.filter(({ from, to }) => {
      const room = roomOf(from);
      if (room === '' || room === roomOf(to)) return false;
      return !CLI_ROOMS.slice(0, CLI_ROOMS.indexOf(room)).includes(roomOf(to));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('of the command line go through the public doors', () => {
    const taken = ours.filter(({ from, to }) => folderOf(from) === 'cli' && !/^(\w+\/)?index\.ts$/.test(to));
    const wrong = taken.filter(({ to }) => !CLI_MAY_TAKE.includes(to));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it.each(Object.entries(ORDER_OF_PARTS))('between the parts of %s go to earlier parts only', (folder, parts) => {
    const partOf = (path: string) => path.split('/')[1] ?? '';
    const isInside = (path: string) => folderOf(path) === folder && path.includes('/');
    const inside = imports.filter(({ from, to }) => isInside(from) && isInside(to) && partOf(from) !== partOf(to));
    expect(inside.length).toBeGreaterThan(10);
    expect(files.filter(isInside).filter((file) => !parts.includes(partOf(file)))).toEqual([]);
    const wrong = inside.filter(({ from, to }) => parts.indexOf(partOf(to)) >= parts.indexOf(partOf(from)));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it.each(Object.entries(AT_HOME_IN))('of %s stay where it is at home', (name, folders) => {
    const users = imports.filter(({ to }) => to === name || to.startsWith(`${name}/`));
    expect(users.length).toBeGreaterThan(0);
    const strangers = users.filter(({ from }) => !folders.includes(folderOf(from)));
    expect(strangers.map(({ from }) => from)).toEqual([]);
  });
});

describe('time, chance and output', () => {
  it('come in through ports everywhere but at the edges', () => {
    const edges = ['adapters', 'cli', 'simulator'];
    const ambient =
      /\b(Date\.now|Math\.random|console\.|performance\.now|setInterval|randomUUID|getRandomValues)\b|import \{[^}]*\brandomBytes\b|[^.\w]setTimeout\(/;
    const isEdge = (file: string) => edges.includes(folderOf(file)) || file.startsWith('visualizer/page/');
    const wrong = files.filter((file) => !isEdge(file) && ambient.test(readSource(file)));
    expect(wrong).toEqual([]);
  });
});

/**
 * Who may import whom. Everybody may import the errors; nobody imports the public door but the command line and the testkit. README's map
 * of the repository shows it.
 */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  crypto: [],
  certs: [],
  machines: ['protocol'],
  adapters: ['protocol', 'crypto', 'certs', 'machines (types)'],
  // The gateway is loaded when `control` or `inspect` asks for it, and only then.
  engine: ['gateway', 'protocol', 'crypto', 'certs', 'machines', 'adapters', 'version.ts'],
  gateway: ['protocol', 'machines', 'adapters', 'engine', 'visualizer', 'version.ts'],
  opentelemetry: ['adapters', 'engine', 'machines', 'version.ts'],
  simulator: ['protocol', 'crypto'],
  visualizer: ['protocol', 'machines'],
  // Its API key belongs to a command, never to an engine.
  management: ['protocol'],
  testkit: ['index.ts', 'adapters', 'crypto', 'engine', 'machines', 'protocol', 'simulator'],
  cli: [
    'index.ts',
    'adapters',
    'gateway',
    'protocol',
    'crypto',
    'certs',
    'simulator',
    'machines',
    'visualizer',
    'management',
    'version.ts',
  ],
};

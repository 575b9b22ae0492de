/** A step of the doctor: what it looks at, and where its faults are usually mended. */
export interface CheckRow {
  readonly what: string;
  readonly where: string;
  /** The steps that must not have failed: if one has, this one is skipped. Default: none. */
  readonly standsOn?: readonly string[];
}

const TILL = 'on this machine';
const NETWORK = 'in the network';
const TERMINAL = 'at the terminal';
const KEY = 'in the Customer Area: Terminal settings, Integrations, Terminal API, Encryption key';

/** Every step, in the order in which they run. docs/doctor.md prints it. */
export const CHECKS = {
  configuration: { what: 'the settings are there and can be used', where: TILL },
  root: { what: 'the fleet root of the environment is there, and is the right one', where: TILL },
  name: { what: 'the host name of the terminal stands for an address', where: NETWORK },
  tcp: { what: 'its port takes a connection', where: NETWORK, standsOn: ['name'] },
  tls: { what: 'it speaks TLS 1.2 or newer: version and cipher', where: NETWORK, standsOn: ['tcp'] },
  chain: { what: 'its certificate chains to the fleet root of the environment', where: NETWORK, standsOn: ['tls'] },
  identity: { what: 'the certificate names this terminal (POIID)', where: NETWORK, standsOn: ['chain'] },
  dates: { what: 'no certificate has ended, or ends within 60 days', where: TERMINAL, standsOn: ['chain'] },
  protection: { what: 'the terminal opens what the shared key seals', where: KEY, standsOn: ['identity', 'dates'] },
  diagnosis: {
    what: 'what the terminal says about itself: state, printer, battery, payments taken offline',
    where: TERMINAL,
    standsOn: ['protection'],
  },
  platform: {
    what: 'the terminal reaches the payment platform',
    where: 'in the network: tcp/443 from the terminal to *.adyen.com and *.adyenpayments.com',
    standsOn: ['diagnosis'],
  },
  clock: { what: 'the clock of this machine and that of the terminal agree', where: TILL, standsOn: ['diagnosis'] },
  wayOut: {
    what: 'this machine reaches the platform, with `--way-out`: name, port 443, no inspecting box',
    where: NETWORK,
  },
  listener: { what: 'the port for notifications is free, and terminals can reach it', where: TILL },
  journal: { what: 'the journal is sound, can be written to, and has room; its owner', where: TILL },
  unknowns: {
    what: 'no transaction has an unknown outcome',
    where: 'with `tenderline transactions --unresolved`, and in the Customer Area',
    standsOn: ['journal'],
  },
  databaseClock: {
    what: 'the clock of this machine and that of the database agree, where the journal is in one',
    where: TILL,
    standsOn: ['journal'],
  },
  servers: {
    what: 'the other servers of that journal are reached, and have the same terminals and tokens',
    where: 'on the machine of the other server, or in the network',
    standsOn: ['journal'],
  },
  versions: { what: 'the versions of Tenderline, Node.js, OpenSSL and the terminal', where: TILL },
} as const satisfies Record<string, CheckRow>;

/** The names of the doctor's steps. */
export type CheckName = keyof typeof CHECKS;

export const CHECK_NAMES = Object.keys(CHECKS) as readonly CheckName[];

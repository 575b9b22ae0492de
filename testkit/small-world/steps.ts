import type { TransactionEventPayload } from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';
import type { SettledResult } from '../../protocol/outcome.ts';
import { fold, goOn, happen, lose, readClock, send, type Surroundings } from './host.ts';
import { spend, withHost, type HostName, type Packet, type World } from './world.ts';

/** One thing that can happen next, in words, and the world after it. */
export type Step = readonly [says: string, after: World];

const HOSTS: readonly HostName[] = ['A', 'B'];
const RESTART_MS = 45_000;

const NO_DETAILS = { amounts: {}, receipts: [], message: '', advice: 'none' } as const;
const PAID: SettledResult = { ...NO_DETAILS, kind: 'approved', charged: 'yes' };
const ABORTED: SettledResult = { ...NO_DETAILS, kind: 'cancelled', charged: 'no', errorCondition: 'Aborted' };

/** Everything that can happen next. */
export function stepsOf(around: Surroundings, world: World): readonly Step[] {
  return [
    ...HOSTS.flatMap((name) => ofHost(around, world, name)),
    ...world.packets.flatMap((packet, place) => ofPacket(around, world, packet, place)),
    ...ofTerminal(world),
    ...ofTime(around, world),
  ];
}

function ofHost(around: Surroundings, world: World, name: HostName): Step[] {
  const host = world.hosts[name];
  const { left } = world;
  if (host.life === 'dead') {
    const restarted = withHost(world, name, { life: 'running', process: host.process + 1 });
    return takeover(around, restarted, name, `${name} is started again, and takes over`);
  }
  if (host.life === 'stopped') return [[`${name} wakes up`, withHost(world, name, { life: 'running' })]];
  const steps: Step[] = [];
  if (left.stop > 0) steps.push([`${name} is stopped`, withHost(spend(world, 'stop'), name, { life: 'stopped' })]);
  if (left.crash > 0) steps.push([`${name} dies`, die(spend(world, 'crash'), name)]);
  if (host.isUnconfirmed) return [...steps, [`${name} learns that its event is stored`, goOn(around, world, name)]];
  const [first, ...rest] = host.waiting;
  if (first !== undefined) {
    return [...steps, ...arriving(around, withHost(world, name, { waiting: rest }), name, first, first.type)];
  }
  if (host.attempt !== undefined) {
    const sent = send(around, world, name);
    steps.push(
      ...arriving(around, sent.world, name, sent.says, sent.says.type === 'link.written' ? 'sends' : 'does not send'),
    );
  }
  const { atMs } = readClock(around, name, world.trueMs);
  for (const timer of ['response', 'check'] as const) {
    const dueAtMs = host.timers[timer];
    if (dueAtMs === undefined || dueAtMs > atMs) continue;
    const { [timer]: _, ...timers } = host.timers;
    steps.push(
      ...arriving(around, withHost(world, name, { timers }), name, { type: `timer.${timer}` }, `timer.${timer}`),
    );
  }
  if (left.abort > 0 && host.fence > 0) {
    steps.push(...arriving(around, spend(world, 'abort'), name, { type: 'sale.abort' }, 'sale.abort'));
  }
  steps.push(...takeover(around, world, name, `${name} takes over`));
  return steps;
}

/** Something reaches a host: it stores it and goes on; it is stopped before, or in between. */
function arriving(
  around: Surroundings,
  world: World,
  name: HostName,
  payload: TransactionEventPayload,
  words: string,
): Step[] {
  const { life, waiting } = world.hosts[name];
  if (life !== 'running')
    return [[`${name}: ${words} waits`, withHost(world, name, { waiting: [...waiting, payload] })]];
  const steps: Step[] = [[`${name}: ${words}`, happen(around, world, name, payload)]];
  const interrupted = (says: string, until: World): void => {
    if (world.left.stop > 0) {
      steps.push([
        `${name}: ${words}, and it is stopped ${says}`,
        withHost(spend(until, 'stop'), name, { life: 'stopped' }),
      ]);
    }
    if (world.left.crash > 0) steps.push([`${name}: ${words}, and it dies ${says}`, die(spend(until, 'crash'), name)]);
  };
  interrupted('before that is stored', withHost(world, name, { waiting: [payload, ...waiting] }));
  interrupted('when that is stored', happen(around, world, name, payload, 'stored'));
  return steps;
}

/** Its connections are closed, but for what its machine still sends of them. */
function die(world: World, name: HostName): World {
  const dead = withHost(lose(world, name), name, { life: 'dead' });
  return { ...dead, packets: dead.packets.filter((packet) => packet.kind !== 'answer' || packet.host !== name) };
}

/** The database has lost the session of the owner, which need not know of it, and gives the terminal to this host. */
function takeover(around: Surroundings, world: World, name: HostName, words: string): Step[] {
  const { fence } = world.owner;
  const isOwner = world.owner.host === name && world.hosts[name].fence === fence;
  const { snapshot } = fold(around.input, world.journal);
  if (isOwner || world.left.takeover === 0 || snapshot.status === 'done') return [];
  const owned = withHost({ ...lose(spend(world, 'takeover'), name), owner: { host: name, fence: fence + 1 } }, name, {
    fence: fence + 1,
    known: world.journal.length,
  });
  const restarted: TransactionEventPayload = { type: 'host.restarted', rebooted: false, mayWake: true };
  return arriving(around, owned, name, restarted, words);
}

function ofPacket(around: Surroundings, world: World, packet: Packet, place: number): Step[] {
  const gone = { ...world, packets: world.packets.filter((_, index) => index !== place) };
  const host = gone.hosts[packet.host];
  const lost = (): Step[] => {
    if (world.left.loss === 0) return [];
    const words = `the ${packet.kind} of ${packet.host} is lost`;
    const failed = whenLost(packet);
    const spent = spend(gone, 'loss');
    if (failed === undefined || host.life === 'dead') return [[words, spent]];
    return arriving(around, withHost(spent, packet.host, asked(packet)), packet.host, failed, words);
  };
  if (packet.kind === 'answer') {
    if (host.life === 'dead') return [];
    const words = `${packet.says.type} arrives`;
    return [
      ...lost(),
      ...arriving(around, withHost(gone, packet.host, asked(packet)), packet.host, packet.says, words),
    ];
  }
  // No machine sends for ever what it could not get rid of.
  if (world.trueMs - packet.sentMs > (around.input.limits.lingerMaxMs ?? 0)) return [];
  return [...lost(), [`the ${packet.kind} of ${packet.host} reaches the terminal`, received(around, gone, packet)]];
}

/** What its host learns when it is lost. */
function whenLost(packet: Packet): TransactionEventPayload | undefined {
  if (packet.kind === 'abort') return undefined;
  const isQuestion = packet.kind === 'question' || isReply(packet);
  const why = failure('ERR_LINK_RESET');
  return isQuestion ? { type: 'status.unanswered', failure: why, seen: false } : { type: 'link.lost', failure: why };
}

const asked = (packet: Packet): { isAsking?: false } =>
  packet.kind === 'question' || isReply(packet) ? { isAsking: false } : {};

/** Whether it answers a question, and not the payment. */
function isReply(packet: Packet): boolean {
  return packet.kind === 'answer' && (packet.says.type !== 'poi.answered' || packet.says.recovered);
}

type Request = Exclude<Packet, { readonly kind: 'answer' }>;

function received(around: Surroundings, world: World, { kind, host, sentMs }: Request): World {
  const { memory } = world.terminal;
  const answer = (says: TransactionEventPayload, to = host): World => ({
    ...world,
    packets: [...world.packets, { kind: 'answer', host: to, says }],
  });
  switch (kind) {
    case 'payment':
      // One that it knows it does not process again.
      return memory !== undefined
        ? world
        : { ...world, terminal: { ...world.terminal, memory: { state: 'busy', sender: host } } };
    case 'abort': {
      if (memory?.state !== 'busy') return world;
      const aborted = answer({ type: 'poi.answered', result: ABORTED, recovered: false }, memory.sender);
      return { ...aborted, terminal: { ...world.terminal, memory: { ...memory, state: 'aborted' } } };
    }
    case 'question':
      if (memory === undefined) return answer({ type: 'poi.notFound', askedAt: readClock(around, host, sentMs) });
      if (memory.state === 'busy') return answer({ type: 'poi.inProgress' });
      return answer({ type: 'poi.answered', result: memory.state === 'paid' ? PAID : ABORTED, recovered: true });
  }
}

function ofTerminal(world: World): Step[] {
  const { memory, ...terminal } = world.terminal;
  const steps: Step[] = [];
  if (memory?.state === 'busy') {
    const answer: Packet = {
      kind: 'answer',
      host: memory.sender,
      says: { type: 'poi.answered', result: PAID, recovered: false },
    };
    const charges = terminal.charges + 1;
    const paid = { ...terminal, charges, memory: { ...memory, state: 'paid' } } as const;
    steps.push(['the shopper pays', { ...world, terminal: paid, packets: [...world.packets, answer] }]);
  }
  if (world.left.terminalRestart > 0 && world.packets.length === 0) {
    const restarted = { ...spend(world, 'terminalRestart'), trueMs: world.trueMs + RESTART_MS, terminal };
    steps.push(['the terminal restarts and forgets', restarted]);
  }
  return steps;
}

/** Until a timer is due, or until every limit of the transaction is over. */
function ofTime(around: Surroundings, world: World): Step[] {
  if (world.left.wait === 0) return [];
  const untilDueMs = HOSTS.flatMap((name) => {
    const { atMs } = readClock(around, name, world.trueMs);
    return Object.values(world.hosts[name].timers).map((dueAtMs) => dueAtMs - atMs);
  }).filter((ms) => ms > 0);
  const { sendWithinMs } = around.input.limits;
  const waitsMs = new Set([...untilDueMs, sendWithinMs - 1_000]);
  return [...waitsMs].map((ms) => [`${ms / 1000} s pass`, { ...spend(world, 'wait'), trueMs: world.trueMs + ms }]);
}

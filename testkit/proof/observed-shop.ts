import type { JournalRecord } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { Logger } from '../../index.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import { settled } from '../../simulator/world/virtual-clock.ts';
import { InvariantChecker } from '../invariants/invariant-checker.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { Shop, SHOP_KEYS } from '../shop/shop.ts';
import { recordingLogger } from './recording-logger.ts';

/** Data of simulated cards and messages that no log may contain. */
const CARD_SECRETS = ['M469509594859802', 'SensitiveCardData', 'NexoBlob":"', String.raw`NexoBlob\":\"`];

/** A shop and the checker that observes it, on virtual time. What its tills are, others say. */
export abstract class ObservedShop {
  readonly shop: Shop;
  readonly checker: InvariantChecker;
  /** The faults that struck, in order. */
  readonly injected: InjectedFault[] = [];
  /** What happened to the shop beside its exchanges, in order. */
  readonly incidents: string[] = [];
  readonly #openedAtMs: number;
  readonly #onNote: ((line: string) => void) | undefined;

  /** @param onNote called with what happens, line by line */
  constructor(schedule: Schedule, keys: KeyRing, onNote?: (line: string) => void) {
    this.#onNote = onNote;
    this.shop = new Shop({
      schedule,
      keys,
      onSent: (request) => {
        const { MessageCategory, ServiceID } = request;
        this.note('network', () => `${MessageCategory} ${ServiceID} leaves${this.sender}, ${subjectOf(request)}`);
        this.onSent(request);
        this.checker.onSent(request);
      },
      onMovement: (entry) => {
        this.note('terminal', () => `${entry.kind} ${entry.amount.value} by ${entry.ServiceID}, ${entry.reference}`);
        this.checker.onMovement(entry);
      },
      onFault: (fault) => {
        this.note('fault', () => `${fault.kind} strikes ${fault.exchange}`);
        this.injected.push(fault);
      },
      onNotification: (body) => this.onNotification(body),
    });
    this.#openedAtMs = this.shop.clock.now();
    this.checker = new InvariantChecker({
      ledger: () => this.shop.ledger,
      nowMs: () => this.#sinceOpeningMs(),
      usesDisk: () => this.usesDisk,
      isDamaged: (order) => this.isDamaged(order),
    });
  }

  /** Whether what the tills store is checked. */
  protected abstract readonly usesDisk: boolean;
  /** Whether the disk lost what an order had become. */
  protected abstract isDamaged(order: string): boolean;
  /** Has the checker look at what the tills list as unknown. */
  protected abstract checkLists(): void;

  /** Who sends, for notes: ` A`. Empty where there is one till. */
  protected get sender(): string {
    return '';
  }

  /** A request leaves. */
  protected onSent(_request: InspectedRequest): void {}

  /** A terminal sends a notification. */
  protected onNotification(_body: Uint8Array): void {}

  get isIntact(): boolean {
    return this.checker.violations.length === 0;
  }

  /** Advances until the first violation, because what follows is its consequence. `isDone` ends it early. */
  async advance(ms: number, isDone = () => false): Promise<void> {
    const { clock } = this.shop;
    const untilMs = clock.now() + ms;
    const continues = () => this.isIntact && !isDone();
    await settled();
    while (continues() && (await clock.fireNext(untilMs))) this.checkLists();
    if (continues()) await clock.advance(untilMs - clock.now());
  }

  /** Notes what happened; the text is only composed when there is a reader. */
  note(who: string, what: () => string): void {
    this.#onNote?.(`${this.#time()}  ${who.padEnd(8)} ${what()}`);
  }

  /** Called with each record that is stored. @param where for notes */
  protected stored(where: string): (record: JournalRecord) => void {
    return (record) => {
      this.note(where, () => `${eventOf(record)} of ${record.transaction}${record.settles ? ', settled' : ''}`);
      this.checker.onStored(record);
    };
  }

  /** A logger whose lines are searched for secrets. */
  protected checkedLogger(): Logger {
    const secrets = [...SHOP_KEYS.map(({ passphrase }) => passphrase), ...CARD_SECRETS];
    return recordingLogger((line) => this.checker.onLogged(line, secrets));
  }

  #sinceOpeningMs(): number {
    return this.shop.clock.now() - this.#openedAtMs;
  }

  /** Since the shop opened: `00:03:07.250`. */
  #time(): string {
    return new Date(this.#sinceOpeningMs()).toISOString().slice(11, 23);
  }
}

function subjectOf({ reference, aboutServiceID, POIID }: InspectedRequest): string {
  return reference ?? (aboutServiceID === undefined ? `to ${POIID}` : `about ${aboutServiceID}`);
}

function eventOf(record: JournalRecord): string {
  return record.type === 'event' ? record.event.type : record.type;
}

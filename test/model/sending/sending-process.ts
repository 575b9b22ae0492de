import { Attempts, type Sending } from '../../../engine/sending/attempts.ts';
import type { AttemptToken } from '../../../machines/index.ts';

type Call = { readonly attempt: AttemptToken; readonly holder: AttemptToken | undefined } | 'begin';

/** A process with its attempts to send, which can be copied: the production code is asked the same once more. */
export class Process {
  readonly #name: string;
  readonly #calls: Call[] = [];
  readonly #attempts: Attempts<void>;
  #drawn = 0;

  constructor(name: string, calls: readonly Call[] = []) {
    this.#name = name;
    const text = new TextEncoder();
    this.#attempts = new Attempts({ bytes: () => text.encode(`${name}/${(this.#drawn += 1)}`) });
    for (const call of calls) {
      if (call === 'begin') this.begin();
      else this.send(call.attempt, call.holder);
    }
  }

  copy(): Process {
    return new Process(this.#name, this.#calls);
  }

  begin(): AttemptToken {
    this.#calls.push('begin');
    return this.#attempts.begin();
  }

  send(attempt: AttemptToken, holder: AttemptToken | undefined): { kind: Sending<void>['kind']; posts: boolean } {
    this.#calls.push({ attempt, holder });
    let posts = false;
    const { kind } = this.#attempts.send(attempt, holder, () => ((posts = true), new Promise<void>(() => {})));
    return { kind, posts };
  }
}

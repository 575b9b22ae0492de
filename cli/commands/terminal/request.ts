import type { AnyRequestSettings, OtherCategory } from '../../../index.ts';
import { askTerminal } from '../../live/ask-terminal.ts';
import { responseToJson } from '../../../protocol/index.ts';
import { printable } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readBody } from '../../settings/requests/body-option.ts';

export interface RequestFlags extends ConnectionFlags {
  readonly category: string;
  readonly body: string;
  readonly serviceId?: string;
}

/**
 * `tenderline request`: sends a body that the caller wrote, of a category that moves no money, and prints the body of the answer, without
 * the card data that must stay secret: a status has the answer to a payment.
 */
export async function request(flags: RequestFlags): Promise<number> {
  const category = flags.category as OtherCategory; // for the library to check
  const body = await readBody(flags.body);
  const settings: AnyRequestSettings = flags.serviceId === undefined ? {} : { serviceId: flags.serviceId };
  return askTerminal({
    flags,
    category,
    doing: (poiid) => `sending ${category} to ${poiid}`,
    ask: (terminal) => terminal.request(category, body, settings),
    members: ({ body: answered, ...members }) => ({ ...members, body: responseToJson(answered) }),
    print: (answer, output) => {
      for (const line of JSON.stringify(responseToJson(answer.body), undefined, 2).split('\n'))
        output.print(printable(line));
    },
  });
}

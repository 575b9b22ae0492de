import { InputError } from '../../../errors.ts';
import type { Terminal } from '../../../index.ts';
import { askTerminal, printResult } from '../../live/ask-terminal.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { row } from '../../output/layout.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readGiftCard, type GiftCardFlags } from '../../settings/requests/gift-card-option.ts';
import { readLines } from '../../settings/requests/read-input.ts';
import { findAcquisition, type Acquisition, type AcquisitionFlags } from '../money/find-acquisition.ts';

type GiftCard = Awaited<ReturnType<typeof readGiftCard>>;

/** `tenderline balance`: what is on a gift card. Takes nothing from it. */
export async function balance(flags: ConnectionFlags & GiftCardFlags & AcquisitionFlags): Promise<number> {
  const acquisition = await findAcquisition(flags);
  const request = balanceRequest(await readGiftCard(flags), acquisition);
  return askTerminal({
    flags,
    category: 'BalanceInquiry',
    poiid: acquisition?.poiid,
    doing: (poiid) => `asking ${poiid} for the balance`,
    ask: (terminal) => terminal.balance(request),
    print: (answer, output) => {
      printResult(answer, 'The balance of the card', output);
      const balanceOf = answer.balance === undefined ? 'not reported' : formatAmount(answer.balance);
      if (answer.ok) for (const line of row('balance', balanceOf)) output.print(line);
    },
  });
}

function balanceRequest(giftCard: GiftCard, acquisition?: Acquisition): Parameters<Terminal['balance']>[0] {
  if (giftCard !== undefined && acquisition === undefined) return { giftCard };
  if (giftCard === undefined && acquisition !== undefined) return { cardAcquisition: acquisition.poiTransactionId };
  throw new InputError('ERR_INPUT_GIFT_CARD', {
    path: 'balance',
    expected: 'one of --gift-card-file, --gift-card-entry-mode, and --acquisition',
    found: giftCard === undefined ? 'none' : 'both',
  });
}

/** `tenderline end-acquisition`: ends a card acquisition that nothing follows. @param lines for the shopper; default: the terminal's */
export async function endAcquisition(lines: readonly string[], flags: ConnectionFlags): Promise<number> {
  const request = lines.length === 0 ? {} : { lines: await readLines(lines) };
  return askTerminal({
    flags,
    category: 'EnableService',
    doing: (poiid) => `ending the acquisition on ${poiid}`,
    ask: (terminal) => terminal.endCardAcquisition(request),
    print: (result, output, poiid) => printResult(result, `Ended: ${poiid} waits for nothing any more.`, output),
  });
}

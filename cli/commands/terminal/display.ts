import { askTerminal, printResult } from '../../live/ask-terminal.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readDisplay, readPrint, type DisplayFlags, type TextFlags } from '../../settings/requests/text-options.ts';

/** `tenderline display`: shows text to the shopper, until the next request. @param lines none or `-`: those of stdin */
export async function display(lines: readonly string[], flags: ConnectionFlags & DisplayFlags): Promise<number> {
  const request = await readDisplay(lines, flags);
  return askTerminal({
    flags,
    category: 'Display',
    doing: (poiid) => `displaying on ${poiid}`,
    ask: (terminal) => terminal.display(request),
    print: (result, output, poiid) => printResult(result, `Displayed on ${poiid}, until the next request.`, output),
  });
}

/** `tenderline print`: prints text on the terminal, and waits for the paper. @param lines none or `-`: those of stdin */
export async function print(lines: readonly string[], flags: ConnectionFlags & TextFlags): Promise<number> {
  const request = await readPrint(lines, flags);
  return askTerminal({
    flags,
    category: 'Print',
    doing: (poiid) => `printing on ${poiid}`,
    ask: (terminal) => terminal.print(request),
    print: (result, output, poiid) => printResult(result, `Printed on ${poiid}.`, output),
  });
}

import { z } from 'zod';
import { failed, SCREEN } from '../../messages/responses.ts';
import { isObject } from '../../messages/wire-object.ts';
import { SUCCESS, type DeviceOutput, type ImmediateResponse } from '../immediate-response.ts';
import { rootOf } from './markup.ts';
import { MenuEntries, menuLines } from './menu.ts';
import { DisplayOutput, imageKind, linesOf, xhtmlOf, type OutputContent } from './output-content.ts';

/** Reference 6.3. */
export const DisplayRequest = z.object({
  DisplayOutput: z
    .array(
      DisplayOutput.extend({
        MinimumDisplayTime: z.int().min(0).max(999).optional(),
        MenuEntry: MenuEntries.optional(),
      }),
    )
    .min(1),
});

/** An object in place of the list is answered with nothing, and nothing is displayed (reference 6.3). */
export function isWithoutList(body: unknown): boolean {
  return isObject(body) && isObject(body['DisplayOutput']);
}

/** The layouts of the documents that a terminal displays; of any other the request fails. */
const LAYOUTS: readonly string[] = ['virtual-receipt.xslt'];

/** Displays every output of the request, or none when one of them cannot be displayed. */
export function displayResponse({ DisplayOutput: outputs }: z.infer<typeof DisplayRequest>): ImmediateResponse {
  const screens = outputs.map(({ OutputContent: content, MenuEntry }) => {
    const screen = screenOf(content);
    return typeof screen === 'string' || MenuEntry === undefined
      ? screen
      : { ...screen, lines: [...screen.lines, ...menuLines(MenuEntry)] };
  });
  const refusals = screens.filter((screen) => typeof screen === 'string');
  const body = {
    OutputResult: outputs.map(({ Device, InfoQualify }, index) => {
      const screen = screens[index];
      const Response = typeof screen === 'string' ? failed('MessageFormat', { message: screen }) : SUCCESS;
      return { ...SCREEN, Device, InfoQualify, Response };
    }),
  };
  return refusals.length > 0
    ? { body }
    : { body, output: screens.flatMap((screen) => (typeof screen === 'string' ? [] : [screen])) };
}

/** What stands on the screen then, or why it cannot be displayed. */
function screenOf(content: OutputContent): DeviceOutput | string {
  const { OutputFormat, OutputBarcode, PredefinedContent } = content;
  const kind = 'displayed' as const;
  switch (OutputFormat) {
    case 'Text':
      return content.OutputText === undefined ? 'OutputText is missing' : { kind, lines: linesOf(content) };
    case 'BarCode':
      if (OutputBarcode === undefined) return 'OutputBarcode is missing';
      if (OutputBarcode.BarcodeType !== 'QRCode') return `Unsupported bar code ${OutputBarcode.BarcodeType}`;
      return { kind, lines: [], qrCode: OutputBarcode.BarcodeValue };
    case 'MessageRef':
      return predefinedScreen(content, PredefinedContent?.ReferenceID);
    case 'XHTML':
      return documentScreen(xhtmlOf(content));
    default:
      return 'Unsupported output format';
  }
}

function predefinedScreen(content: OutputContent, screen: string | undefined): DeviceOutput | string {
  if (screen === 'Idle') return { kind: 'displayed', lines: [], screen };
  if (screen !== 'Image') return `Unknown ReferenceID ${screen ?? ''}`;
  const base64 = linesOf(content)[0] ?? '';
  const image = imageKind(base64);
  return image === undefined
    ? 'The image cannot be read'
    : { kind: 'displayed', lines: [], image: { kind: image, base64 } };
}

function documentScreen(xhtml: string): DeviceOutput | string {
  const root = rootOf(xhtml);
  if (root?.name !== 'screen') return 'The document cannot be read';
  const layout = / name="([^"]*)"/.exec(root.attributes)?.[1];
  // An empty document was the idle screen of older models.
  if (layout === undefined) return { kind: 'displayed', lines: [], screen: 'Idle' };
  return LAYOUTS.includes(layout) ? { kind: 'displayed', lines: [], xhtml } : `Unknown layout ${layout}`;
}

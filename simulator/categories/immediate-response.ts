import type { WireObject } from '../messages/wire-object.ts';

/** The answer to a request that starts no dialogue, and its effects. */
export interface ImmediateResponse {
  readonly body: WireObject;
  /** A card may be presented before a request asks for it. */
  readonly startsTransaction?: boolean;
  readonly output?: readonly DeviceOutput[];
  /** The terminal releases the card that it holds. */
  readonly releasesCard?: boolean;
  /** The terminal reaches the host, and sends it what it kept. */
  readonly uploads?: boolean;
}

/** What is now on the screen, or came out of the printer. */
export interface DeviceOutput {
  readonly kind: 'displayed' | 'printed';
  /** Its texts; none where it is something else, or the paper is blank. */
  readonly lines: readonly string[];
  /** The content of a QR code. */
  readonly qrCode?: string;
  readonly image?: { readonly kind: 'PNG' | 'JPEG' | 'GIF' | 'BMP'; readonly base64: string };
  /** The document of a virtual receipt. */
  readonly xhtml?: string;
  /** The predefined screen, or the icon beside the text. */
  readonly screen?: string;
}

export const SUCCESS: WireObject = { Result: 'Success' };

import type { KeyFinder } from '../../crypto/index.ts';
import type { Optional } from '../../protocol/json.ts';
import type { Clock } from './clock.port.ts';
import type { NotificationLog, NotificationSink } from './notifications.port.ts';

/** User name and password that a terminal sends with its notifications, as they are set for its display or event URL. */
export interface BasicCredentials {
  /** Non-empty; no colon (HTTP Basic has no room for it) and no control character. */
  readonly username: string;
  /** Non-empty, no control character. */
  readonly password: string;
}

/** The limits of one notification. */
export interface NotificationLimits {
  /** The largest HTTP body that is read. Default 64 KiB: real notifications have about 1 KiB. */
  readonly bodyBytesMax: number;
  /** For the whole body, from the end of the headers. Default 5000. */
  readonly bodyTimeoutMs: number;
  /**
   * How old the TimeStamp of a notification may be by the clock of this machine. Default `Infinity`: terminals' clocks are not
   * reliable. With another value, a notification without a readable TimeStamp is dropped as well.
   */
  readonly ageMaxMs: number;
}

/** The limits of the connections of a listener. */
export interface ListenerLimits extends NotificationLimits {
  /** For request line and headers together. Default 8 KiB. */
  readonly headersBytesMax: number;
  /** For the TLS handshake, and then from the first byte (or the connection) to the end of the headers. Default 5000. */
  readonly headersTimeoutMs: number;
  /** How long a connection may be idle between two requests. Default 5000. */
  readonly keepAliveTimeoutMs: number;
  /** Requests on one connection; the next one needs a new connection. Default 100. */
  readonly requestsPerConnectionMax: number;
  /** Open connections. At the limit, the one that was idle longest is closed for a new one. Default 256. */
  readonly connectionsMax: number;
  /** The same for each remote address, so that one machine does not displace the others. Default 32. */
  readonly connectionsPerAddressMax: number;
  /** How long `close()` waits for the requests under way. Default 2000. */
  readonly closeTimeoutMs: number;
}

/** The result of a request: one of these, and `sinkFailed` in addition to `delivered`. */
export type NotificationResult =
  | 'delivered'
  /** The sink threw. */
  | 'sinkFailed'
  /** Sealed, and it does not open: an unknown key, changed on the way, or under another header. Which of these is not reported. */
  | 'notOpened'
  /** In the clear, which is not allowed here. */
  | 'clearText'
  /** Not JSON, or JSON that is no notification. */
  | 'notANotification'
  /** Older than `ageMaxMs`. */
  | 'tooOld'
  /** Refused, with the HTTP status of the refusal. */
  | 'methodNotAllowed'
  | 'unauthorized'
  | 'tooLarge'
  | 'tooSlow'
  /** The sender went away before the end of the body. */
  | 'brokenOff';

/** How many requests had each result since the start. */
export type NotificationCounts = Readonly<Record<NotificationResult, number>>;

/** How notifications are taken. */
export interface NotificationHandlerOptions {
  readonly sink: NotificationSink;
  /** Opens sealed notifications: the engine's ring, so that every shared key counts. */
  readonly keyRing?: KeyFinder | undefined;
  /** The credentials that senders must present. Without them, only senders on this machine (by address) are accepted. */
  readonly credentials?: BasicCredentials | undefined;
  /**
   * Accepts notifications in the clear too. Whoever has the credentials can forge those; without credentials,
   * anything on this machine, a web page in a browser included. Default `false`.
   */
  readonly allowClearText?: boolean | undefined;
  /** Replaces single limits. */
  readonly limits?: Optional<NotificationLimits> | undefined;
  readonly log?: NotificationLog | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** An HTTP request, of any server. */
export interface NotificationRequest {
  readonly method: string;
  /** Names in lower case, as node:http has them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes, read already or to be read; when the request is refused, a stream is not read to its end. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** IP address of the sender. Without it, the sender counts as remote. */
  readonly remoteAddress?: string | undefined;
}

/** What a handler answers to the terminal. */
export interface NotificationResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Takes the notifications of terminals in a server that exists. */
export interface NotificationHandler {
  /** Answers one request; calls may overlap. Never rejects. */
  handle(request: NotificationRequest): Promise<NotificationResponse>;
  /** The counts of all results so far. */
  counts(): NotificationCounts;
}

/** How a listener for notifications is set up. */
export interface NotificationListenerOptions extends Omit<NotificationHandlerOptions, 'limits'> {
  /** The address to listen on, for example `192.168.1.10`, or `0.0.0.0` for all. Anything but loopback needs credentials. */
  readonly host: string;
  /** As in the URL that is configured at the terminal (reference 8.1 lists the ports it accepts); 0 lets the operating system choose. */
  readonly port: number;
  /** Makes it HTTPS, TLS 1.2 or higher: certificate (with its chain) and private key in PEM. Default: HTTP. */
  readonly tls?: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array } | undefined;
  /** Replaces single limits. */
  readonly limits?: Optional<ListenerLimits> | undefined;
}

/** A server for the notifications of terminals. */
export interface NotificationListener extends AsyncDisposable {
  /** Where it listens, any path: `https://192.168.1.10:8443`. */
  readonly url: string;
  readonly port: number;
  /** The counts of all results so far; they do not include connections that were not HTTP. */
  counts(): NotificationCounts;
  /** Accepts nothing new, finishes what is under way within `limits.closeTimeoutMs`, then ends it. Safe to call twice. */
  close(): Promise<void>;
}

import { z } from 'zod';
import type { POIID, SaleID } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { displayRequest, readDisplay, type DisplayRequestInput } from '../../protocol/messages/device/display.ts';
import { readInput, type InputAnswer } from '../../protocol/messages/device/input-answer.ts';
import type { InputRequestInput } from '../../protocol/messages/device/input-question.ts';
import { InputRequestInputSchema } from '../../protocol/messages/device/input-schema.ts';
import { inputUpdateRequest, type InputUpdateRequestInput } from '../../protocol/messages/device/input-update.ts';
import { inputRequest } from '../../protocol/messages/device/input.ts';
import { printRequest, readPrint, type PrintRequestInput } from '../../protocol/messages/device/print.ts';
import {
  endScanRequest,
  readScannedBarcode,
  scanBarcodeRequest,
  type ScanBarcodeRequestInput,
  type ScannedBarcode,
} from '../../protocol/messages/device/scan-barcode.ts';
import { soundRequest, type SoundRequestInput } from '../../protocol/messages/device/sound.ts';
import {
  enableServiceRequest,
  readEnableService,
  startTransactionRequest,
  type EnableServiceRequestInput,
  type StartTransactionRequestInput,
} from '../../protocol/messages/enable-service.ts';
import type { RequestResult } from '../../protocol/messages/result.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import { printJob, type PrintJob } from './print-job.ts';
import type { RequestSettings, TerminalQuestion, TerminalRequest, TerminalRequester } from './terminal-request.ts';

/** What a terminal does beside taking cards: its screen, printer, keys, scanner and loudspeaker. */
export interface DeviceRequests {
  /** Displays something to the shopper, until the next request. */
  display(request: DisplayRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  /**
   * Asks the shopper a question. Any other request to the terminal ends the question. Time that is up, the Cancel key and an Abort are an
   * answer of the kind `none`.
   */
  input(request: InputRequestInput, settings?: RequestSettings): TerminalRequest<{ readonly answer: InputAnswer }>;
  /** Changes a question that waits for its answer. */
  inputUpdate(request: InputUpdateRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  /** Prints one content. Resolves when the paper is out. */
  print(request: PrintRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  /** Prints several contents on one slip, one request after another; the first that is not printed is the last. */
  print(parts: readonly PrintRequestInput[], settings?: RequestSettings): PrintJob;
  /** Waits for the scanner of the terminal to read one barcode. */
  scanBarcode(request: ScanBarcodeRequestInput, settings?: RequestSettings): TerminalRequest<ScannedBarcode>;
  /** Ends a scan. */
  endScan(
    request: Pick<ScanBarcodeRequestInput, 'sessionId'>,
    settings?: RequestSettings,
  ): TerminalRequest<ScannedBarcode>;
  /** Plays a sound, or sets the volume. */
  sound(request: SoundRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  /** Lets the shopper present a card before the till asks for one. */
  startTransaction(request: StartTransactionRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  /** Ends a card acquisition that no payment follows, or what `startTransaction` began. */
  endCardAcquisition(request?: EnableServiceRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
}

export interface DeviceRequestsDependencies {
  readonly saleId: SaleID;
  readonly poiid: POIID;
  readonly requester: TerminalRequester;
  /** For an answer that a person gives, or a device, in milliseconds. */
  readonly responseTimeoutMs: number;
}

/** How much later than the end of its own time the answer to an Input may come, in milliseconds (reference 6.4). */
const INPUT_GRACE_MS = 30_000;

const PARTS = '1 to 50 contents';
const PartsSchema = withRule({ code: 'ERR_INPUT_PRINT' }, z.array(z.unknown(), PARTS).min(1, PARTS).max(50, PARTS));

export function deviceRequests(deps: DeviceRequestsDependencies): DeviceRequests {
  const { requester, saleId: SaleID, poiid: POIID, responseTimeoutMs: timeoutMs } = deps;

  const printQuestion = (part: PrintRequestInput, path = ''): TerminalQuestion<RequestResult> => ({
    category: 'Print',
    body: printRequest(part, path),
    read: readPrint,
    timeoutMs,
  });

  function print(request: PrintRequestInput, settings?: RequestSettings): TerminalRequest<RequestResult>;
  function print(parts: readonly PrintRequestInput[], settings?: RequestSettings): PrintJob;
  function print(given: PrintRequestInput | readonly PrintRequestInput[], settings?: RequestSettings) {
    if (!Array.isArray(given)) {
      return requester.ask(() => printQuestion(given as PrintRequestInput), settings);
    }
    const questions = () => {
      const parts = parseInput(PartsSchema, given, 'parts') as readonly PrintRequestInput[];
      return parts.map((part, index) => printQuestion(part, `parts[${index}]`));
    };
    return printJob(requester, questions, settings);
  }

  return {
    print,
    display: (given, settings) =>
      requester.ask(() => ({ category: 'Display', body: displayRequest(given), read: readDisplay }), settings),
    input: (given, settings) =>
      requester.ask(() => {
        const question = parseInput(InputRequestInputSchema, given) as InputRequestInput;
        const { maxSeconds } = question;
        return {
          category: 'Input',
          body: inputRequest(question),
          read: (body: JsonObject) => answerOf(readInput(body, question)),
          timeoutMs: maxSeconds === undefined ? timeoutMs : maxSeconds * 1000 + INPUT_GRACE_MS,
        };
      }, settings),
    inputUpdate: (given, settings) =>
      requester.ask(
        () => ({ category: 'InputUpdate', body: inputUpdateRequest(given, { SaleID, POIID }), read: readDisplay }),
        settings,
      ),
    scanBarcode: (given, settings) =>
      requester.ask(
        () => ({ category: 'Admin', body: scanBarcodeRequest(given), read: readScannedBarcode, timeoutMs }),
        settings,
      ),
    endScan: (given, settings) =>
      requester.ask(() => ({ category: 'Admin', body: endScanRequest(given), read: readScannedBarcode }), settings),
    sound: (given, settings) =>
      requester.ask(() => ({ category: 'Sound', body: soundRequest(given), read: readPrint, timeoutMs }), settings),
    startTransaction: (given, settings) =>
      requester.ask(
        () => ({ category: 'EnableService', body: startTransactionRequest(given), read: readEnableService }),
        settings,
      ),
    endCardAcquisition: (given, settings) =>
      requester.ask(
        () => ({ category: 'EnableService', body: enableServiceRequest(given), read: readEnableService }),
        settings,
      ),
  };
}

function answerOf(answer: InputAnswer | undefined): { readonly answer: InputAnswer } | undefined {
  return answer && { answer };
}

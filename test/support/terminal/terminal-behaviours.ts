import { settle } from '../clock.ts';
import { http, never, type Asked, type Behaviour } from './sealed-terminal.ts';

/** A body of an approval, as a terminal answers a Payment. */
export const APPROVAL = {
  Response: { Result: 'Success' },
  POIData: { POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' } },
};

/** A body that says that the terminal does not know the request. */
export const NOT_FOUND = { Response: { Result: 'Failure', ErrorCondition: 'NotFound' } };

export const approves: Behaviour = (asked) => asked.answer(APPROVAL);

/** The answer to each payment is lost, and status checks are not answered. */
export const losesAnswers: Behaviour = ({ category }) => (category === 'Payment' ? http(503, '') : never);

/** The answer to each payment is an approval under the ServiceID of a stranger. */
export const answersStrangers: Behaviour = (asked) =>
  asked.category === 'Payment' ? asked.answer(APPROVAL, { header: { ServiceID: 'STRANGER01' } }) : never;

/** The answer to each payment is lost, and a status check brings it: an approval, unless another body is given. */
export const remembersLostAnswers =
  (body: object = APPROVAL): Behaviour =>
  (asked) =>
    asked.category === 'Payment' ? http(503, 'Service Unavailable') : asked.answer(repeated(asked, body));

/** The body of a TransactionStatus that repeats the answer to the request it is asked about. */
export function repeated(asked: Asked, body: object, name = 'PaymentResponse') {
  const { MessageReference } = asked.message['TransactionStatusRequest'] as { MessageReference: object };
  return {
    Response: { Result: 'Success' },
    MessageReference,
    RepeatedMessageResponse: {
      MessageHeader: { ...asked.header, ...MessageReference, MessageType: 'Response' },
      RepeatedResponseMessageBody: { [name]: body },
    },
  };
}

/** A terminal that approves when the test lets it, one request after the other. */
export function heldTerminal() {
  const held: (() => void)[] = [];
  const behave: Behaviour = (asked) => new Promise((resolve) => held.push(() => resolve(asked.answer(APPROVAL))));
  return { behave, answerNext: async () => (held.shift()?.(), await settle()) };
}

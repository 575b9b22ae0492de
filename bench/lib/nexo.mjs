// Message protection by Node's crypto alone, on ready keys: the physical limit that the engine is measured against, and what the instant
// terminal uses. It checks nothing that the engine checks beyond the HMAC.
import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** The key of every terminal of the benchmarks. */
export const SHARED_KEY = { keyIdentifier: 'bench', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' };

const material = pbkdf2Sync(SHARED_KEY.passphrase, 'AdyenNexoV1Salt', 4000, 80, 'sha1');
const HMAC_KEY = material.subarray(0, 32);
const CIPHER_KEY = material.subarray(32, 64);
const IV = material.subarray(64, 80);
const NONCE_BYTES = 16;

function ivOf(nonce) {
  return Buffer.from(IV.map((byte, index) => byte ^ nonce[index]));
}

/** @param {Buffer} plaintext */
export function seal(plaintext, nonce = randomBytes(NONCE_BYTES)) {
  const cipher = createCipheriv('aes-256-cbc', CIPHER_KEY, ivOf(nonce));
  return {
    NexoBlob: Buffer.concat([cipher.update(plaintext), cipher.final()]).toString('base64'),
    Nonce: nonce.toString('base64'),
    Hmac: createHmac('sha256', HMAC_KEY).update(plaintext).digest('base64'),
  };
}

/** @returns {Buffer} @throws {Error} when the HMAC is another one */
export function open({ NexoBlob, Nonce, Hmac }) {
  const decipher = createDecipheriv('aes-256-cbc', CIPHER_KEY, ivOf(Buffer.from(Nonce, 'base64')));
  const plaintext = Buffer.concat([decipher.update(Buffer.from(NexoBlob, 'base64')), decipher.final()]);
  if (createHmac('sha256', HMAC_KEY).update(plaintext).digest('base64') !== Hmac) throw new Error('not of this key');
  return plaintext;
}

/** A message as it stands on the wire. `wrapper` is SaleToPOIRequest or SaleToPOIResponse. */
export function toWire(wrapper, message) {
  const { NexoBlob, Nonce, Hmac } = seal(Buffer.from(JSON.stringify({ [wrapper]: message })));
  const { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion } = SHARED_KEY;
  const SecurityTrailer = { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac };
  return JSON.stringify({ [wrapper]: { MessageHeader: message.MessageHeader, NexoBlob, SecurityTrailer } });
}

/** The message of a wire text. */
export function fromWire(wrapper, text) {
  const { NexoBlob, SecurityTrailer } = JSON.parse(text)[wrapper];
  return JSON.parse(open({ NexoBlob, ...SecurityTrailer }).toString())[wrapper];
}

const POITransactionID = {
  TransactionID: 'Bx4N001777889731004.QWERTY1234567890',
  TimeStamp: '2026-05-04T10:15:33.120Z',
};

/** The answer of a terminal that approves everything, and remembers every payment as approved. */
export function approvalOf({ MessageHeader, ...bodies }) {
  const header = { ...MessageHeader, MessageType: 'Response' };
  const payment = (SaleTransactionID, AuthorizedAmount) => ({
    Response: { Result: 'Success', AdditionalResponse: 'tid=12345678&acquirerResponseCode=APPROVED' },
    SaleData: { SaleTransactionID },
    POIData: { POITransactionID },
    PaymentResult: { AmountsResp: { Currency: 'EUR', AuthorizedAmount }, OnlineFlag: true },
  });
  if (MessageHeader.MessageCategory === 'Payment') {
    const { SaleData, PaymentTransaction } = bodies.PaymentRequest;
    const { RequestedAmount } = PaymentTransaction.AmountsReq;
    return { MessageHeader: header, PaymentResponse: payment(SaleData.SaleTransactionID, RequestedAmount) };
  }
  const { MessageReference } = bodies.TransactionStatusRequest;
  const repeated = { ...header, MessageCategory: 'Payment', ServiceID: MessageReference.ServiceID };
  return {
    MessageHeader: header,
    TransactionStatusResponse: {
      Response: { Result: 'Success' },
      MessageReference,
      RepeatedMessageResponse: {
        MessageHeader: repeated,
        RepeatedResponseMessageBody: {
          PaymentResponse: payment({ TransactionID: 'ORDER', TimeStamp: POITransactionID.TimeStamp }, 10.99),
        },
      },
    },
  };
}

/** A payment of EUR 10.99, without what Tenderline adds. */
export function paymentRequest(ServiceID, POIID) {
  const MessageHeader = {
    ProtocolVersion: '3.0',
    MessageClass: 'Service',
    MessageCategory: 'Payment',
    MessageType: 'Request',
    SaleID: 'BENCH',
    ServiceID,
    POIID,
  };
  const SaleTransactionID = { TransactionID: 'ORDER-1', TimeStamp: new Date().toISOString() };
  const AmountsReq = { Currency: 'EUR', RequestedAmount: 10.99 };
  return {
    MessageHeader,
    PaymentRequest: { SaleData: { SaleTransactionID }, PaymentTransaction: { AmountsReq } },
  };
}

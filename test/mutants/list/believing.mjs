/** Which answers count: protection, header, and the few forms that a terminal sends unprotected. */
export const BELIEVING = [
  {
    name: 'what stands beside an error and is no text is passed over',
    danger: 'a payment that was taken is sent again under another key',
    find: `if (Array.isArray(errors) ? !errors.every(isText) : !isText(errors)) return { form: 'unknown' };`,
    replace: `if (errors === null) return { form: 'unknown' };`,
  },
  {
    name: 'clear text counts for a protected terminal',
    danger: 'whoever reaches the network forges an approval',
    find: `if (answer.form !== 'sealed') return failed('ERR_ANSWER_CLEAR_TEXT');`,
    replace: `if (answer.form !== 'sealed') return { kind: 'verified', body: answer.message as never };`,
  },
  {
    name: 'a terminal with keys of its own uses those of the engine',
    danger: 'the holder of one key speaks for every terminal',
    find: `single.get(poiid) ?? common;`,
    replace: `common ?? single.get(poiid);`,
  },
  {
    name: 'the HMAC is not compared',
    danger: 'whoever is in the network can write answers',
    find: `if (!timingSafeEqual(createHmac('sha256', key.hmacKey).update(plaintext).digest(), hmac)) throw new OpenError();`,
    replace: ``,
  },
  {
    name: 'half of the HMAC is compared',
    danger: 'a forgery is easier than it should be',
    find: `createHmac('sha256', key.hmacKey).update(plaintext).digest(), hmac)`,
    replace: `createHmac('sha256', key.hmacKey).update(plaintext).digest().subarray(0, 16), hmac.subarray(0, 16))`,
  },
  {
    name: 'the plaintext is used before the HMAC is compared',
    danger: 'what bears no signature decides about the money',
    find: `  const plaintext = decrypt(key, blob, nonce);`,
    replace: `  const plaintext = decrypt(key, blob, nonce);
  if (plaintext[0] === 0x7b) return plaintext;`,
  },
  {
    name: 'all messages are sealed with the same nonce',
    danger: 'the same payment looks the same in the network, and more can be learnt',
    find: `random.bytes(NONCE_BYTES)`,
    replace: `new Uint8Array(NONCE_BYTES)`,
  },
  {
    name: 'the clear header is not compared with the sealed one',
    danger: 'an old approval passes for the answer to this payment',
    find: `if (!sameHeader(sealed['MessageHeader'], clearHeader)) return { kind: 'notOpened' };`,
    replace: ``,
  },
  {
    name: 'the header is not compared with that of the request',
    danger: 'an old approval passes for the answer to this payment',
    find: `const field = notEchoed(request, header);`,
    replace: `const field = notEchoed(request, { ...header, ...request, MessageType: 'Response' });`,
  },
  {
    name: 'an answer with another ServiceID is believed',
    danger: 'an old approval passes for the answer to this payment',
    find: `(['MessageCategory', 'ServiceID', 'SaleID', 'POIID'] as const)`,
    replace: `(['MessageCategory', 'SaleID', 'POIID'] as const)`,
  },
  {
    name: 'an answer for another SaleID is believed',
    danger: 'the approval of another till passes for ours',
    find: `(['MessageCategory', 'ServiceID', 'SaleID', 'POIID'] as const)`,
    replace: `(['MessageCategory', 'ServiceID', 'POIID'] as const)`,
  },
  {
    name: 'an answer of another POIID is believed',
    danger: 'the approval of another terminal passes for that of ours',
    find: `(['MessageCategory', 'ServiceID', 'SaleID', 'POIID'] as const)`,
    replace: `(['MessageCategory', 'ServiceID', 'SaleID'] as const)`,
  },
  {
    name: 'an answer of another category is believed',
    danger: 'a stray answer counts as seen by the terminal, and is not kept',
    find: `(['MessageCategory', 'ServiceID', 'SaleID', 'POIID'] as const)`,
    replace: `(['ServiceID', 'SaleID', 'POIID'] as const)`,
  },
  {
    name: 'a request that comes back passes for an answer',
    danger: 'what we said ourselves is taken for the word of the terminal',
    find: `if (answer.MessageType !== 'Response') return 'MessageType';`,
    replace: ``,
  },
  {
    name: 'a Success in the clear is believed',
    danger: 'whoever is in the network can write answers',
    find: `return unusable('ERR_ANSWER_CLEAR_TEXT');`,
    replace: `return { kind: 'answered', body: answer.message[\`\${request.MessageCategory}Response\`] as JsonObject };`,
  },
  {
    name: 'an empty body is an approval',
    danger: 'HTTP 200 is not money',
    find: `return { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };`,
    replace: `return {
        type: 'poi.answered',
        recovered: false,
        result: { kind: 'approved', charged: 'yes', amounts: {}, receipts: [], advice: 'none' },
      };`,
  },
  {
    name: 'a rejection that came before the request was out is believed',
    danger: 'the terminal takes the request that it is said to have rejected',
    find: `if (isRejection && !isWritten) {`,
    replace: `if (isRejection && body.length === 0) {`,
  },
  {
    name: 'a rejection that names another request is believed',
    danger: 'ours is reported as not charged, and runs',
    find: `|| namesAnother(rejection, notification.rejectedMessage, request)`,
    replace: `|| namesAnother({}, undefined, request)`,
  },
  {
    name: 'a rejection that says something else besides is believed',
    danger: 'an error of which we do not know whether money moved is reported as not charged',
    find: `lines.every((line) => wording.test(line.trim()))`,
    replace: `lines.some((line) => wording.test(line.trim()))`,
  },
  {
    name: 'any failure in the clear is a rejection',
    danger: 'whoever is in the network can make a payment look as if it was not made',
    find: `if (Result !== 'Failure' || ErrorCondition !== 'MessageFormat') return undefined;`,
    replace: `if (Result !== 'Failure') return undefined;
  if (ErrorCondition !== 'MessageFormat') return failure('ERR_REJECTED_FORMAT');`,
  },
  {
    name: 'a rejection is believed after the terminal showed that it had the request',
    danger: 'a second copy that is rejected makes a payment that runs look as if it was not made',
    find: `'poi.rejected': { guard: 'unsettledAndUnseen',`,
    replace: `'poi.rejected': { guard: 'unsettled',`,
  },
  {
    name: 'the link is believed that a request never left which the terminal has',
    danger: 'the payment that runs on the terminal is reported as not charged',
    find: `context.outcome === undefined && !context.seenByTerminal && speaksForRequest(context, said),`,
    replace: `context.outcome === undefined && speaksForRequest(context, said),`,
  },
  {
    name: 'an approval settles that came as a notification',
    danger:
      'a notification in the clear can be written by whoever is in the network, and a true one can be followed by a reversal',
    find: `if (received.event === 'TENDER_FINAL' && isUnknown) entry.send({ type: 'sale.checkStatus' });`,
    replace: `if (received.event !== 'TENDER_FINAL' || !isUnknown) return;
    const result = { kind: 'approved', charged: 'yes', amounts: {}, receipts: [], advice: 'none' } as const;
    entry.send({ type: 'poi.answered', result, recovered: false });`,
  },
  {
    name: 'an answer whose header cannot be read counts as a rejection',
    danger: 'whoever is in the network can make a payment look as if it was not made',
    find: `if (!header.success || notEchoed(request, header.data) !== undefined) return undefined;`,
    replace: `if (!header.success) return failure('ERR_REJECTED_FORMAT');`,
  },
];

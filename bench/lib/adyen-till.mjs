import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import adyen from '@adyen/api-library';
import HttpClientModule from '@adyen/api-library/lib/src/httpClient/httpURLConnectionClient.js';
import { paymentRequest, SHARED_KEY } from './nexo.mjs';

/** The library as its documentation uses it. It always asks port 8443: the request is led to the one that the terminal got. */
export function openAdyen({ port, rootPem, poiid }, folder) {
  const HttpClient = HttpClientModule.default ?? HttpClientModule;
  class ToOurPort extends HttpClient {
    request(endpoint, ...rest) {
      return super.request(endpoint.replace(':8443', `:${port}`), ...rest);
    }
  }
  const certificatePath = join(folder, 'root.pem');
  writeFileSync(certificatePath, rootPem);
  const config = new adyen.Config({
    apiKey: 'not-used-locally',
    environment: adyen.EnvironmentEnum.TEST,
    terminalApiLocalEndpoint: 'https://127.0.0.1',
    certificatePath,
  });
  const till = new adyen.TerminalLocalAPI(new adyen.Client(config, new ToOurPort()));
  const key = {
    AdyenCryptoVersion: 1,
    KeyIdentifier: SHARED_KEY.keyIdentifier,
    KeyVersion: SHARED_KEY.keyVersion,
    Passphrase: SHARED_KEY.passphrase,
  };
  let count = 0;
  return async () => {
    const ServiceID = `A${(count += 1)}`;
    const { SaleToPOIResponse } = await till.request({ SaleToPOIRequest: paymentRequest(ServiceID, poiid) }, key);
    if (SaleToPOIResponse?.PaymentResponse?.Response?.Result !== 'Success') throw new Error('not approved');
  };
}

import { getRequestListener } from '@hono/node-server';
import { createApp, unreadableRequest, type AppParts } from './app.ts';
import { listen, type Listening, type Place } from './server/listen.ts';
import type { ServerServices } from './services.ts';

/** Listens, and answers with the routes of an app. @throws {ConfigError} `ERR_CONFIG_GATEWAY` */
export async function openServer<Needs extends ServerServices>(
  place: Place,
  parts: AppParts<Needs>,
): Promise<Listening> {
  const { limits, clock, log } = parts.services;
  const app = createApp(parts);
  // The library's own objects stay as they are in the process of an embedding till.
  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: unreadableRequest });
  const listening = await listen(place, (incoming, outgoing) => void handle(incoming, outgoing), {
    limits,
    clock,
    onError: (code) => log.error({ code }, 'the server of the gateway failed'),
  });
  log.info({ url: listening.url }, 'the gateway listens');
  return listening;
}

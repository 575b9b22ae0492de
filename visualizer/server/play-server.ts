import type { IncomingMessage } from 'node:http';
import type { PlayAction, PlayState } from '../view/play-state.ts';
import type { VisualizerSource } from './source.ts';
import { answerJson, openEvents, startVisualizer, type Visualizer } from './visualizer-server.ts';

/** A till and a terminal to play with. */
export interface PlayControls {
  readonly port?: number | undefined;
  readonly state: () => PlayState;
  readonly act: (action: PlayAction) => Promise<void>;
  /** @returns ends it */
  readonly follow: (onState: (state: PlayState) => void) => () => void;
}

/** An action is short. */
const BODY_MAX = 10_000;

/** Serves the page with its play view. */
export function startPlay(source: VisualizerSource, { port, state, act, follow }: PlayControls): Promise<Visualizer> {
  return startVisualizer(source, {
    port,
    routes: {
      '/api/play/feed': (request, response) => {
        const write = openEvents(response);
        write(state());
        request.on('close', follow(write));
      },
      '/api/play/do': async (request, response) => {
        const action = (await readBody(request)) as PlayAction;
        try {
          await act(action);
          answerJson(response, { done: true });
        } catch (error) {
          answerJson(response, { done: false, why: error instanceof Error ? error.message : 'It did not work.' });
        }
      },
    },
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_MAX) throw new Error('too long');
  }
  return JSON.parse(text);
}

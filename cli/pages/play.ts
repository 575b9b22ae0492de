import { untilStopped } from '../live/until-stopped.ts';
import { createOutput } from '../output/output.ts';
import { startPlayWorld } from './play-world.ts';
import { readPagePort } from './page-port.ts';

/** `tenderline play`: a till, a terminal to click on, and everything that happens between them, as one page. */
export async function play(flags: { readonly port?: string; readonly json?: boolean }): Promise<number> {
  const output = createOutput(flags);
  const stopped = untilStopped();
  const world = await startPlayWorld({ port: readPagePort(flags.port) });
  output.emit({ type: 'visualizer', url: world.visualizer.url });
  output.print(`Open ${output.paint('bold', world.visualizer.url)}`);
  output.print(
    'A till, a simulated terminal and a tour of six scenes; no real money. The address opens one browser, once. Ctrl-C ends it.',
  );
  await stopped;
  await world.close();
  return 0;
}

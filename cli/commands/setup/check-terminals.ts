import type { Engine, TerminalReport } from '../../../index.ts';
import type { Output } from '../../output/output.ts';

/** A machine of a till has few cores, and a network that is broken answers slowly. */
const AT_A_TIME = 8;

/** Looks at several terminals at a time, and gives the reports in the order of the list. */
export async function* checkTerminals(
  engine: Engine,
  poiids: readonly string[],
  output: Output,
): AsyncGenerator<TerminalReport> {
  const waiting = [...poiids];
  const reports: Promise<TerminalReport>[] = [];
  const running = new Set<Promise<unknown>>();
  let done = 0;
  const progress = () => output.waitFor(`looking at terminals: ${progressBar(done, poiids.length)}`);

  const startNext = () => {
    const poiid = waiting.shift();
    if (poiid === undefined) return;
    const report = engine.diagnose(poiid);
    reports.push(report);
    const ended = report.finally(() => {
      running.delete(ended);
      done += 1;
      startNext();
    });
    running.add(ended);
    ended.catch(() => {});
  };
  for (let count = 0; count < AT_A_TIME; count += 1) startNext();
  for (let index = 0; index < poiids.length; index += 1) {
    progress();
    const report = await reports[index];
    output.stopWaiting();
    if (report !== undefined) yield report;
  }
}

const BAR_WIDTH = 20;

function progressBar(done: number, total: number): string {
  const filled = Math.round((done / total) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${done} of ${total}`;
}

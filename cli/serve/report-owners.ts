import type { Engine, Terminal } from '../../index.ts';
import { printable, type Output } from '../output/output.ts';

/** A line for each terminal that has another owner than before, where servers share them. */
export function reportOwners(engine: Engine, output: Output): void {
  const followed = new Set<Terminal>();
  const follow = (terminal: Terminal) => {
    if (followed.has(terminal)) return;
    followed.add(terminal);
    let last: string | undefined;
    terminal.state$.subscribe(({ owner, isLeaving }) => {
      const line = lineOf(owner);
      if (line === last || isLeaving) return;
      last = line;
      output.emit({ type: 'owner', poiid: terminal.poiid, ...owner });
      output.print(printable(`${terminal.poiid} ${line}`));
    });
  };
  engine.terminals.list$.subscribe((terminals) => terminals.forEach(follow));
}

function lineOf(owner: Terminal['state']['owner']): string {
  if (owner === undefined) return 'belongs to no server at the moment.';
  if (owner.isSelf) return 'belongs to this server.';
  return `belongs to ${owner.url ?? owner.name ?? 'another server'}.`;
}

import type { AuditLine, Gateway } from '../../gateway/index.ts';
import { printable, type Output } from '../output/output.ts';

/** Where a gateway is reached. */
export function announce({ url, tokenFile, visualizerUrl }: Gateway, output: Output): void {
  output.emit({ type: 'listening', url, ...(tokenFile !== undefined && { tokenFile }) });
  output.print(`Serving on ${output.paint('bold', url)}. Ctrl-C ends it.`);
  if (tokenFile !== undefined) output.print(`The token is in ${tokenFile}.`);
  if (visualizerUrl !== undefined) {
    output.emit({ type: 'visualizer', url: visualizerUrl });
    output.print(`What happens: ${output.paint('bold', visualizerUrl)} opens one browser, once.`);
  }
  output.print();
}

/** Who decided what, and why: on record whatever the log level is. */
export function reportDecision(line: AuditLine, output: Output): void {
  const { action, subject, by, token, reason, result } = line;
  output.emit({ type: 'audit', ...line });
  output.notice(printable(`${action} of ${subject} by ${by} (token ${token}): ${result}; ${reason}`));
}

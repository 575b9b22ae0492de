import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createOutput, shellQuote } from '../../output/output.ts';
import { DEFAULT_SALE_ID } from '../../settings/engine-config.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { doctor } from '../setup/doctor.ts';
import { readAnswers } from './answers.ts';
import { createAsker, hasPerson } from './asker.ts';
import { announce, beside, inConfig, report, type Members, type SetupContext } from './context.ts';
import { keyStep } from './key-step.ts';
import { checkAnswers, refuseMissing } from './missing-answers.ts';
import { paymentStep } from './payment-step.ts';
import { rootStep } from './root-step.ts';
import { withSimulatedShop } from './simulated-shop.ts';
import { terminalsStep } from './terminals-step.ts';
import { unwritable, writeConfiguration } from './write-configuration.ts';

export interface SetupFlags extends ConnectionFlags {
  readonly answers?: string;
  /** False: no person is asked, also on a screen. */
  readonly input?: boolean;
}

const DEFAULT_CONFIG = 'tenderline.config.json';
const EXIT_FAILED = 1;

/** `tenderline setup`: from nothing to a first payment. Asks a person, or takes every answer from options and a file. */
export async function setup(flags: SetupFlags): Promise<number> {
  const output = createOutput(flags);
  const answers = await readAnswers(flags, flags.answers);
  checkAnswers(answers);
  const asker = flags.input !== false && !output.json && hasPerson() ? createAsker() : undefined;
  const config = resolve(flags.config ?? (process.env['TENDERLINE_CONFIG'] || DEFAULT_CONFIG));
  const context: SetupContext = { output, answers, asker, config };
  const replaces = await mayReplace(context);
  output.print('From nothing to a first payment. Nothing is sent to a terminal before the doctor looks at it.');

  const environment = await chooseEnvironment(context);
  if (environment === 'simulator') {
    const folder = answers.simulator ?? beside(context, 'simulator');
    return withSimulatedShop(context, folder, async (shop) => {
      await mkdir(dirname(config), { recursive: true });
      await writeConfiguration(context, { ...shop, ...(await tillMembers(context)) }, replaces);
      return checkAndPay({ ...context, answers: { pay: '10.99', ...answers } });
    });
  }
  if (asker === undefined) await refuseMissing(answers, environment);
  await mkdir(dirname(config), { recursive: true });
  const root = await rootStep(context, environment);
  const terminals = await terminalsStep(context);
  const { protection, ...key } = await keyStep(context, environment);
  const members = {
    environment,
    ...(await tillMembers(context)),
    ...root,
    ...key,
    terminals: withProtection(terminals['terminals'], protection),
  };
  await writeConfiguration(context, members, replaces);
  return checkAndPay(context);
}

/** An existing file is replaced only where that is said. @returns whether there is one to replace */
async function mayReplace({ config, answers, asker }: SetupContext): Promise<boolean> {
  if (!existsSync(config)) return false;
  if (answers.force === true) return true;
  if (asker !== undefined && (await asker.yes(`${config} exists. Replace it at the end`, false))) return true;
  throw unwritable(config, 'EEXIST');
}

async function chooseEnvironment(context: SetupContext): Promise<'simulator' | 'test' | 'live'> {
  const { answers, asker } = context;
  announce(context, 'Environment', 'Test terminals and live terminals have other roots and other keys, and never mix.');
  const given = answers.simulator === undefined ? answers.environment : 'simulator';
  const known = ['simulator', 'test', 'live'] as const;
  const check = (text: string) => (known.some((one) => one === text) ? undefined : `one of ${known.join(', ')}`);
  const question = 'simulator (a terminal on this machine), test, or live';
  const chosen = given ?? (await asker?.text({ question, fallback: 'simulator', check })) ?? 'test';
  report(context, chosen);
  return known.find((one) => one === chosen) ?? 'test';
}

/** What the till itself needs: its name, and the file that remembers its payments. */
async function tillMembers(context: SetupContext): Promise<Members> {
  const { answers, asker } = context;
  const saleId =
    answers.saleId ??
    (await asker?.text({ question: 'Name of this till', fallback: DEFAULT_SALE_ID })) ??
    DEFAULT_SALE_ID;
  const journal = answers.journal ?? beside(context, 'tenderline.db');
  return { saleId, journal: journal === 'memory' ? journal : inConfig(context, journal) };
}

/** A terminal without a key says so itself. */
function withProtection(terminals: unknown, protection: unknown): unknown {
  if (protection !== 'none' || !Array.isArray(terminals)) return terminals;
  return terminals.map((terminal: unknown) => ({ ...Object(terminal), protection }));
}

async function checkAndPay(context: SetupContext): Promise<number> {
  const { config, output, answers, asker } = context;
  announce(
    context,
    'Network and doctor',
    'The till reaches the terminal on tcp/8443; the terminal reaches *.adyen.com and *.adyenpayments.com on tcp/443, by name.',
  );
  const wayOut =
    answers.wayOut ??
    (await asker?.yes('Also look from this machine to the platform, by the internet', false)) ??
    false;
  while ((await doctor({ config, all: true, wayOut, json: output.json })) !== 0) {
    if (asker === undefined || !(await asker.yes('Mend it, then look again', true))) return failed(context);
  }
  const exitCode = (await paymentStep(context)) ?? 0;
  output.emit({ type: 'setup', status: exitCode === 0 ? 'done' : 'paymentNotApproved', config });
  printNext(context, exitCode);
  return exitCode;
}

function failed({ output, config }: SetupContext): number {
  output.emit({ type: 'setup', status: 'doctorFailed', config });
  output.print(
    `\nThe configuration is written. When that is mended: tenderline doctor --all --config ${shellQuote(config)}`,
  );
  return EXIT_FAILED;
}

function printNext({ output, config }: SetupContext, exitCode: number): void {
  const file = `--config ${shellQuote(config)}`;
  output.print();
  output.print(
    exitCode === 0
      ? output.paint('bold', 'This lane is set up.')
      : 'The lane is set up; see what became of the payment.',
  );
  output.print(`  tenderline pay ${file} --amount 10.99 --currency EUR --reference ORDER-1`);
  output.print(`  tenderline transactions ${file}`);
  output.print(`  tenderline doctor ${file} --all`);
}

import { z } from 'zod';
import { AmountJson } from '../../protocol/outcome-json/details-schemas.ts';

/** What is displayed of an engine: the types of `machines/inspection/`, in the words of JSON schema. */
const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const epoch = z.number().describe('epoch milliseconds');

const HeadSchema = z
  .object({
    id: z.string(),
    poi: z.string(),
    sid: z.string().describe('ServiceID'),
    ref: z.string(),
    kind: z.enum(['payment', 'refund', 'request']),
    amount: AmountJson.exactOptional(),
    taken: AmountJson.describe('with tip and fees; less than `amount` when it is partial').exactOptional(),
    state: z.string(),
    tags: z.array(z.string()),
    charged: z.enum(['yes', 'no', 'unknown']).describe('`unknown` until it is settled'),
    outcome: z.string().describe('once it is settled').exactOptional(),
    fault: z.string().describe('code of the last fault').exactOptional(),
    next: epoch.describe('when the next check is due').exactOptional(),
    at: epoch.describe('when it was created'),
  })
  .meta({ id: 'InspectedTransaction' });

const TerminalHeadSchema = z
  .object({
    poi: z.string(),
    link: z.string(),
    work: z.string(),
    running: z.string().exactOptional(),
    unknown: z.array(z.string()).describe('ids of the transactions whose outcome is unknown'),
    waiting: z.int(),
  })
  .meta({ id: 'InspectedTerminal' });

const lists = { heads: z.array(HeadSchema), terminals: z.array(TerminalHeadSchema) };

export const OverviewSchema = z
  .object({
    source: z.enum(['live', 'journal']),
    ...lists,
    damaged: z.array(z.string()).describe('ids of transactions that cannot be read'),
  })
  .meta({ id: 'InspectedOverview' });

export const ChangesSchema = z
  .object({
    ...lists,
    removed: z.array(z.string()).describe('POIIDs of terminals that the engine does not have any more').exactOptional(),
    events: z.int().describe('how many entries of the feed there were'),
    missed: z.int().describe('how many were left out'),
  })
  .meta({ id: 'InspectedChanges' });

const StepSchema = z
  .object({
    k: z.literal('step'),
    at: epoch,
    up: z.number().describe('milliseconds since the machine was started'),
    m: z.enum(['transaction', 'terminal']),
    id: z.string().exactOptional(),
    poi: z.string(),
    seq: z.int().describe('place in the journal').exactOptional(),
    ev: z.string(),
    d: Facts.describe('what of the event may be displayed'),
    from: z.string(),
    to: z.string(),
    guards: z.record(z.string(), z.boolean()),
    cmds: z.array(z.string()),
    ctx: Facts.describe('what the machine remembers anew'),
  })
  .meta({ id: 'InspectedStep' });

const WireSchema = z
  .object({
    k: z.literal('wire'),
    at: epoch,
    poi: z.string(),
    dir: z.enum(['out', 'in']),
    cat: z.string(),
    sid: z.string(),
    about: z.string().describe('ServiceID of the request that it is about').exactOptional(),
    bytes: z.int().exactOptional(),
    ms: z.number().exactOptional(),
    ok: z.string().describe('what its verification said, or the code of the fault'),
  })
  .meta({ id: 'InspectedMessage' });

const ScreenSchema = z
  .object({ k: z.literal('screen'), at: epoch, id: z.string(), event: z.string() })
  .meta({ id: 'InspectedScreen' });

const n = z.int().describe('number of the entry');

export const EntrySchema = z
  .union([
    StepSchema.extend({ n }),
    WireSchema.extend({ n }),
    ScreenSchema.extend({ n }),
    z.object({ k: z.literal('gap'), n, missed: z.int() }),
  ])
  .meta({ id: 'InspectEntry' });

const WhatIfSchema = StepSchema.pick({ ev: true, d: true, to: true, guards: true, cmds: true, ctx: true }).extend({
  case: z.string().exactOptional(),
  isAccepted: z.boolean(),
});

export const RecordingSchema = z
  .object({
    head: HeadSchema,
    limits: z.object({ fastChecksMax: z.int(), responseTimeoutMs: z.number() }),
    steps: z.array(StepSchema),
    moments: z
      .array(
        z.object({
          head: HeadSchema,
          next: z.array(WhatIfSchema),
          otherTimes: z.array(z.object({ when: z.string(), would: WhatIfSchema })),
        }),
      )
      .describe(
        'after each step: how it stood, what each event would have done, and what at another reading of the clocks',
      ),
    wire: z.array(z.union([WireSchema, ScreenSchema])).exactOptional(),
  })
  .meta({ id: 'Recording' });

/** A point of a chart, in the units of its view box. */
export type Point = readonly [x: number, y: number];

/** A state that has a box. States inside it without a box of their own are displayed as part of it. */
export interface ChartBox {
  /** Path of the state in its machine, `timedOut.retrying`. */
  readonly state: string;
  readonly title: string;
  /** One or two lines. */
  readonly note: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Between the border and the text, left and right. Default 14. */
  readonly pad?: number;
  /** `frame`: it has boxes inside, and its note stands to the right of its title. `outcomes`: it lists how a transaction ends. */
  readonly form?: 'frame' | 'outcomes';
}

/** An arrow: all transitions from one of `from` to `to` by one of these events. */
export interface ChartEdge {
  readonly id: string;
  /** Paths of states; a transition of a state inside one counts as its own. */
  readonly from: readonly string[];
  readonly to: string;
  /** The events, where several arrows join the same two states or a few events only lead there. Default: any. */
  readonly events?: readonly string[];
  /** The corners, from the box where it begins to the box where it ends. */
  readonly points: readonly Point[];
  /** What stands at it. A narrow chart labels the arrow that was taken last alone, and says here where. */
  readonly label: ChartLabel;
}

export interface ChartLabel {
  readonly text: string;
  /** The end of the baseline that `anchor` names. */
  readonly at: Point;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Where the name of the event stands, when the arrow was taken last and there is no room for it. Default: in the same place. */
  readonly last?: Pick<ChartLabel, 'at' | 'anchor'>;
}

/** What is drawn around: a region of the machine, or what several states have in common. */
export interface ChartRegion {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Where everything of a machine stands, laid out by hand. */
export interface Chart {
  readonly machine: 'transaction' | 'terminal';
  readonly form: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly regions: readonly ChartRegion[];
  readonly boxes: readonly ChartBox[];
  readonly edges: readonly ChartEdge[];
  /** Where a machine begins. */
  readonly start?: { readonly at: Point; readonly points: readonly Point[] };
  /** Stands for every state that is not settled. */
  readonly pill?: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
}

/** Makes an element, of a text for files or of the page's library for the page: one drawing serves both. */
export type Draw<Node> = (
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly (Node | string)[]
) => Node;

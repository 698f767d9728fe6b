import type { Span } from '../../text/span.ts';
import { parseYaml } from '../../yaml/parse.ts';
import type { Schema } from '../config/schema.ts';
import { readShape, type ShapeError } from '../config/shape.ts';
import type { MetricShape, NameSource } from './names.ts';

const VALUES: Schema = {
  description: 'The values of the label, or `any`.',
  anyOf: [
    { type: 'string', enum: ['any'] },
    { type: 'array', items: { type: 'string' } },
  ],
};

const LABELS: Schema = { type: 'object', additionalProperties: VALUES };

/** The schema of a catalogue file. */
export const CATALOGUE_SCHEMA: Schema = {
  type: 'object',
  description: 'The metrics that queries may read, with their labels.',
  additionalProperties: false,
  required: ['metrics'],
  properties: {
    $schema: { type: 'string', description: 'For editors; not read.' },
    labels: { ...LABELS, description: 'Labels that every metric has: those that the scrape adds.' },
    metrics: {
      type: 'object',
      description: 'By name. Of a histogram or summary the name without `_bucket`, `_sum` and `_count`.',
      additionalProperties: {
        description: 'What is known of the metric; `{}` for nothing but its name.',
        type: 'object',
        additionalProperties: false,
        properties: {
          type: { type: 'string', enum: ['counter', 'gauge', 'histogram', 'summary', 'untyped'] },
          help: { type: 'string', description: 'For people; not read.' },
          labels: { ...LABELS, description: 'All its labels, besides those of every metric. Left out: any.' },
        },
      },
    },
  },
};

type RawLabels = Readonly<Record<string, 'any' | readonly string[]>>;

interface RawCatalogue {
  readonly labels?: RawLabels;
  readonly metrics: Readonly<Record<string, { readonly type?: string; readonly labels?: RawLabels } | undefined>>;
}

/** The series of a histogram or summary, and the labels that only some of them have. */
const PARTS: Readonly<Record<string, readonly (readonly [suffix: string, label?: string])[]>> = {
  histogram: [[''], ['_bucket', 'le'], ['_sum'], ['_count']],
  summary: [['', 'quantile'], ['_sum'], ['_count']],
};

/** Reads a catalogue file; `path` as reports show it. */
export function catalogueSource(title: string, path: string, text: string): NameSource | readonly ShapeError[] {
  const errors: ShapeError[] = [];
  const documents = parseYaml(text);
  for (const { problems } of documents) {
    for (const { code, span, message } of problems) {
      if (code !== 'ambiguous-scalar') errors.push({ span, text: message });
    }
  }
  const root = documents[0]?.root;
  if (root === undefined) return [...errors, { span: { start: 0, end: 0 }, text: 'a catalogue has `metrics`' }];
  const entries = root.kind === 'map' ? root.get('metrics') : undefined;
  const raw = readShape(root, CATALOGUE_SCHEMA, errors) as RawCatalogue;
  if (errors.length > 0) return errors.sort((a, b) => a.span.start - b.span.start);
  const metrics = new Map<string, readonly MetricShape[]>();
  const names = entries?.kind === 'map' ? entries.entries : [];
  for (const { key } of names) {
    const metric = raw.metrics[key.text];
    for (const [suffix, label] of PARTS[metric?.type ?? ''] ?? [['']]) {
      const own = label === undefined ? metric?.labels : { ...metric?.labels, [label]: 'any' as const };
      metrics.set(key.text + suffix, [
        shapeOf({ ...raw.labels, ...own }, metric?.labels, { file: path, span: key.span }),
      ]);
    }
  }
  return { kind: 'catalogue', title, metrics };
}

function shapeOf(labels: RawLabels, own: RawLabels | undefined, at: { file: string; span: Span }): MetricShape {
  const known = Object.entries(labels).map(
    ([label, values]) => [label, values === 'any' ? undefined : new Set(values)] as const,
  );
  return { labels: new Map(known), open: own === undefined, never: new Set(), at };
}

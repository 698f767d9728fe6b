import { LineIndex } from '../../text/line-index.ts';
import type { Span } from '../../text/span.ts';
import { parseYaml } from '../../yaml/parse.ts';
import type { NameSettings } from '../names/names.ts';
import { UsageError } from '../usage-error.ts';
import type { Level, RuleSetting } from './config.ts';
import type { Schema } from './schema.ts';
import { readShape, type ShapeError } from './shape.ts';

/** One configuration file as it stands, checked; globs are relative to the file. */
export interface ConfigFile {
  readonly extends: readonly string[];
  readonly target: { readonly argoRollouts?: string; readonly prometheus?: string };
  readonly scrapeIntervalMs: number | undefined;
  readonly externalTemplates: readonly string[];
  readonly podHashLabels: readonly string[];
  readonly exclude: readonly string[];
  readonly requireReason: boolean | undefined;
  /** Paths as written. */
  readonly names: Omit<NameSettings, 'complete'> & { readonly complete: boolean | undefined };
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: ReadonlyMap<string, RuleSetting>;
  }[];
}

/**
 * Reads a configuration file's text.
 * @throws {UsageError} with `path:line:column` for the first mistake, and how many more there are
 */
export function readConfigFile(text: string, path: string, schema: Schema): ConfigFile {
  const { value, errors } = readRaw(text, schema);
  const first = errors[0];
  if (first !== undefined) throw new UsageError(sentence(text, path, first, errors.length - 1));
  return shaped(value as RawConfig);
}

/** The mistakes in a configuration file's text, in order; empty for one that can be used. */
export const configErrors = (text: string, schema: Schema): readonly ShapeError[] => readRaw(text, schema).errors;

function readRaw(text: string, schema: Schema): { readonly value: unknown; readonly errors: readonly ShapeError[] } {
  const errors: ShapeError[] = [];
  const documents = parseYaml(text);
  for (const document of documents) {
    for (const problem of document.problems) {
      if (problem.code !== 'ambiguous-scalar') errors.push({ span: problem.span, text: problem.message });
    }
  }
  const roots = documents.flatMap(({ root }) => root ?? []);
  const [root, second] = roots.filter((node) => node.kind !== 'scalar' || node.value !== null);
  if (second !== undefined) errors.push({ span: second.span, text: 'a configuration is one document' });
  const value = root === undefined ? {} : readShape(root, schema, errors);
  return { value, errors: errors.sort((a, b) => a.span.start - b.span.start) };
}

interface RawConfig {
  readonly extends?: string | readonly string[];
  readonly target?: { readonly 'argo-rollouts'?: string; readonly prometheus?: string };
  readonly scrapeInterval?: string;
  readonly externalTemplates?: readonly string[];
  readonly podHashLabels?: readonly string[];
  readonly exclude?: readonly string[];
  readonly requireReason?: boolean;
  readonly names?: RawNames;
  readonly rules?: RawRules;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RawRules }[];
}

interface RawNames {
  readonly expositions?: readonly { readonly path: string; readonly labels?: RawLabels }[];
  readonly recordings?: readonly string[];
  readonly catalogue?: string | readonly string[];
  readonly complete?: boolean;
}

type RawLabels = readonly string[] | Readonly<Record<string, string>>;

type RawRules = Readonly<Record<string, Level | readonly [Level, Readonly<Record<string, unknown>>?]>>;

function shaped(raw: RawConfig): ConfigFile {
  const minor = (version: string | undefined): string | undefined => version?.replace(/^v?(\d+\.\d+).*$/, '$1');
  const argoRollouts = minor(raw.target?.['argo-rollouts']);
  const prometheus = minor(raw.target?.prometheus);
  return {
    extends: typeof raw.extends === 'string' ? [raw.extends] : (raw.extends ?? []),
    target: { ...(argoRollouts && { argoRollouts }), ...(prometheus && { prometheus }) },
    scrapeIntervalMs: raw.scrapeInterval === undefined ? undefined : milliseconds(raw.scrapeInterval),
    externalTemplates: raw.externalTemplates ?? [],
    podHashLabels: raw.podHashLabels ?? [],
    exclude: raw.exclude ?? [],
    requireReason: raw.requireReason,
    names: nameSettings(raw.names),
    rules: ruleSettings(raw.rules),
    overrides: (raw.overrides ?? []).map(({ files, rules }) => ({ files, rules: ruleSettings(rules) })),
  };
}

function nameSettings({ expositions, recordings, catalogue, complete }: RawNames = {}): ConfigFile['names'] {
  return {
    expositions: (expositions ?? []).map(({ path, labels }) => ({ path, labels: labels && targetLabels(labels) })),
    recordings: recordings ?? [],
    catalogues: typeof catalogue === 'string' ? [catalogue] : (catalogue ?? []),
    complete,
  };
}

function targetLabels(labels: RawLabels): ReadonlyMap<string, string | undefined> {
  if (isList(labels)) return new Map(labels.map((label) => [label, undefined]));
  return new Map(Object.entries(labels).map(([label, value]) => [label, value === '*' ? undefined : value]));
}

const isList = (labels: RawLabels): labels is readonly string[] => Array.isArray(labels);

const ruleSettings = (rules: RawRules = {}): Map<string, RuleSetting> =>
  new Map(
    Object.entries(rules).map(([id, setting]) =>
      typeof setting === 'string'
        ? [id, { level: setting, options: {} }]
        : [id, { level: setting[0], options: setting[1] ?? {} }],
    ),
  );

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function milliseconds(duration: string): number {
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return total;
}

function sentence(text: string, path: string, error: { span: Span; text: string }, more: number): string {
  const { line, column } = new LineIndex(text).positionAt(error.span.start);
  return `${path}:${line}:${column}: ${error.text}${more > 0 ? ` (and ${more} more)` : ''}`;
}

import type { AnyRule } from '../rule.ts';

/**
 * The part of JSON Schema that configuration and rule options may use. `anyOf` chooses by the kind of the value (a
 * text, a list, a map), so that an error speaks about one branch.
 */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

const LEVEL: Schema = { type: 'string', enum: ['off', 'info', 'warning', 'error'] };
const TEXTS: Schema = { type: 'array', items: { type: 'string' } };

const NAMES: Schema = {
  type: 'object',
  description:
    'Where the names of metrics, labels and values are known from; the rules `labels/*` ask. Paths are relative to this file.',
  additionalProperties: false,
  properties: {
    expositions: {
      type: 'array',
      description: 'Saved answers of `/metrics`, as text or OpenMetrics, gzip or not.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path'],
        properties: {
          path: { type: 'string', examples: ['metrics/checkout.txt'] },
          labels: {
            description: 'The labels that the scrape adds: their names, or names and values (`*` for any).',
            anyOf: [TEXTS, { type: 'object', additionalProperties: { type: 'string' } }],
          },
        },
      },
    },
    recordings: { ...TEXTS, description: 'Recordings of Prometheus data.', examples: [['recordings/checkout.om.gz']] },
    catalogue: {
      description: 'Files that list metrics, labels and values: schemas/catalogue.json.',
      anyOf: [{ type: 'string' }, TEXTS],
    },
    complete: {
      type: 'boolean',
      description: 'These sources, and the recording rules here, name every metric that a query may read.',
    },
  },
};

const rulesSchema = (rules: readonly AnyRule[]): Schema => ({
  type: 'object',
  description: 'The level of rules: `off`, `info`, `warning` or `error`; a list gives options too: `[warning, {…}]`.',
  additionalProperties: false,
  properties: Object.fromEntries(
    [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map((rule) => [rule.id, ruleSchema(rule)]),
  ),
});

function ruleSchema(rule: AnyRule): Schema {
  const description = rule.docs.summary;
  if (rule.options === undefined) return { ...LEVEL, description };
  return {
    description,
    anyOf: [LEVEL, { type: 'array', prefixItems: [LEVEL, rule.options.schema as Schema], items: false, minItems: 1 }],
  };
}

/** The schema of `.rolloutlint.yaml` for these rules. */
export function configSchema(rules: readonly AnyRule[]): Schema {
  const ruleMap = rulesSchema(rules);
  return {
    type: 'object',
    description: 'Configuration of rolloutlint.',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'For editors; not read.' },
      extends: {
        description: 'Other configuration files, relative to this one; what stands here wins.',
        anyOf: [{ type: 'string' }, TEXTS],
      },
      target: {
        type: 'object',
        description: 'The releases that the manifests are for. Default: the newest known.',
        additionalProperties: false,
        properties: {
          'argo-rollouts': { type: 'string', pattern: '^v?1\\.\\d+(\\.\\d+)?$', examples: ['1.9'] },
          prometheus: { type: 'string', pattern: '^v?[23]\\.\\d+(\\.\\d+)?$', examples: ['3.5'] },
        },
      },
      scrapeInterval: {
        type: 'string',
        description: 'How often Prometheus scrapes the workloads.',
        pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h))+$',
        examples: ['30s'],
      },
      externalTemplates: {
        ...TEXTS,
        description: 'Names of analysis templates that are installed by other means; `*` stands for anything.',
        examples: [['success-rate', 'platform-*']],
      },
      podHashLabels: {
        ...TEXTS,
        description: 'Labels that carry the pod template hash in your metrics, besides `rollouts_pod_template_hash`.',
      },
      exclude: {
        ...TEXTS,
        description: 'Globs of files to leave out, relative to this file.',
        examples: [['charts/**']],
      },
      names: NAMES,
      requireReason: { type: 'boolean', description: 'Suppression comments must say why: `-- reason`.' },
      rules: ruleMap,
      overrides: {
        type: 'array',
        description: 'Other levels for some files; later entries win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: { ...TEXTS, minItems: 1, description: 'Globs, relative to this file.' },
            rules: ruleMap,
          },
        },
      },
    },
  };
}

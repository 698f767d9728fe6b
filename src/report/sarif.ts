import type { Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import { fingerprints } from '../lint/fingerprint.ts';
import type { Finding, Fix, Severity } from '../text/finding.ts';
import type { Location } from '../text/span.ts';
import { Places } from './places.ts';
import { absolutePath } from './plain.ts';
import type { Report, ReportOptions, RuleInfo } from './report.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/** SARIF 2.1.0, as GitHub code scanning wants it. */
export function sarif(report: Report, options: ReportOptions): string {
  const writer = new SarifWriter(report, options);
  return `${JSON.stringify(writer.log(), null, 2)}\n`;
}

class SarifWriter {
  readonly #report: Report;
  readonly #options: ReportOptions;
  readonly #places: Places;

  constructor(report: Report, options: ReportOptions) {
    this.#report = report;
    this.#options = options;
    this.#places = new Places(report);
  }

  log(): Log {
    const { findings, rules, skipped, version, text } = this.#report;
    const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));
    const names = fingerprints(findings, text);
    return {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'rolloutlint',
              semanticVersion: version,
              informationUri: 'https://www.npmjs.com/package/rolloutlint',
              rules: [...rules.values()].map(descriptor),
            },
          },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: findings.every(({ rule }) => rule !== 'internal/rule-crashed'),
              toolExecutionNotifications: skipped.map(({ path, reason }) => ({
                level: 'note',
                message: { text: `not looked at: ${reason}` },
                locations: [{ physicalLocation: { artifactLocation: this.#artifact(path) } }],
              })),
            },
          ],
          results: findings.map((finding, index) =>
            this.#result(finding, indexes.get(finding.rule), names[index] ?? ''),
          ),
        },
      ],
    };
  }

  #result(finding: Finding, ruleIndex: number | undefined, fingerprint: string): Result {
    const { related = [], usedBy = [], fix } = finding;
    const elsewhere = [...related, ...usedBy.map(({ at, label }) => ({ at, label: `used by ${label}` }))];
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: LEVELS[finding.severity],
      message: { text: [finding.message, finding.why, finding.help].filter(Boolean).join('\n') },
      locations: [{ physicalLocation: this.#physical(finding.at) }],
      ...(elsewhere.length === 0
        ? {}
        : {
            relatedLocations: elsewhere.map(({ at, label }, id) => ({
              id,
              physicalLocation: this.#physical(at),
              message: { text: label },
            })),
          }),
      partialFingerprints: { primaryLocationLineHash: fingerprint },
      ...(fix === undefined ? {} : { fixes: [this.#fix(fix)] }),
    };
  }

  #fix(fix: Fix): NonNullable<Result['fixes']>[number] {
    const files = [...new Set(fix.edits.map((edit) => edit.file))];
    return {
      description: { text: fix.title },
      artifactChanges: files.map((file) => ({
        artifactLocation: this.#artifact(file),
        replacements: fix.edits
          .filter((edit) => edit.file === file)
          .map((edit) => ({ deletedRegion: this.#region(edit), insertedContent: { text: edit.text } })),
      })),
    };
  }

  #physical(at: Location): PhysicalLocation {
    return { artifactLocation: this.#artifact(at.file), region: this.#region(at) };
  }

  #region(at: Location): Region {
    const { start, end } = this.#places.of(at);
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  }

  #artifact(path: string): { uri: string; uriBaseId?: string } {
    const encoded = (text: string): string => text.split('/').map(encodeURIComponent).join('/');
    if (path.startsWith('../') || path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) {
      const absolute = absolutePath(path, this.#options.cwd).replaceAll('\\', '/');
      return { uri: `file://${absolute.startsWith('/') ? '' : '/'}${encoded(absolute)}` };
    }
    return { uri: encoded(path.replace(/^\.\//, '')), uriBaseId: '%SRCROOT%' };
  }
}

const descriptor = (rule: RuleInfo): ReportingDescriptor => ({
  id: rule.id,
  name: rule.id,
  shortDescription: { text: rule.summary },
  fullDescription: { text: rule.summary },
  helpUri: rule.url,
  help: { text: rule.details, markdown: rule.details },
  defaultConfiguration: { level: LEVELS[rule.severity] },
  properties: {
    tags: ['argo-rollouts', rule.id.split('/')[0] ?? ''],
    precision: rule.stage === 'stable' ? 'very-high' : 'high',
    'problem.severity': rule.severity === 'info' ? 'recommendation' : rule.severity,
  },
});

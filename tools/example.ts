import { type Config, DEFAULT_CONFIG, type RuleSetting } from '../src/lint/config/config.ts';
import { mergeConfigFiles } from '../src/lint/config/merge.ts';
import { readConfigFile } from '../src/lint/config/read.ts';
import { configSchema } from '../src/lint/config/schema.ts';
import { applyFixes } from '../src/lint/fixes.ts';
import { lintWorkspace } from '../src/lint/linter.ts';
import { catalogueSource } from '../src/lint/names/catalogue.ts';
import { expositionSource } from '../src/lint/names/exposition.ts';
import type { KnownNames } from '../src/lint/names/names.ts';
import type { LintResult } from '../src/lint/result.ts';
import type { AnyRule, Example } from '../src/lint/rule.ts';
import type { Finding } from '../src/text/finding.ts';
import { createWorkspace } from '../src/workspace/create.ts';
import type { Workspace } from '../src/workspace/workspace.ts';

const MAX_ROUNDS = 10;

/** What a rule says about one of its examples. */
export interface ExampleOutcome {
  readonly workspace: Workspace;
  readonly result: LintResult;
  /** Those of this rule. */
  readonly findings: readonly Finding[];
  /** `messageId@text under the finding`. */
  readonly finds: readonly string[];
}

export const exampleName = (example: Example): string => example.name ?? 'example.yaml';

/** Lints an example as its page shows it: the rule at its own level, all others as by default. */
export async function lintExample(
  rule: AnyRule,
  example: Example,
  rules: readonly AnyRule[],
  yaml = example.yaml,
): Promise<ExampleOutcome> {
  const name = exampleName(example);
  const config = configOf(rule, example, rules);
  const others = Object.entries(example.files ?? {}).map(([path, text]) => ({ path, text, asked: false }));
  const workspace = createWorkspace([{ path: name, text: yaml, asked: true }, ...others], {
    complete: true,
    isExternalTemplate: config.externalTemplates,
  });
  const result = await lintWorkspace(workspace, rules, config, {
    today: '2026-01-01',
    names: async () => namesOf(example, config),
  });
  const findings = result.findings.filter((finding) => finding.rule === rule.id || isCrashOf(rule, finding));
  const finds = findings.map(({ messageId, at }) => `${messageId}@${yaml.slice(at.span.start, at.span.end)}`);
  return { workspace, result, findings, finds };
}

/** The sources that the example's configuration names, of its own files. */
function namesOf({ files = {} }: Example, { names }: Config): KnownNames {
  const sources = [
    ...names.expositions.map(({ path, labels }) =>
      expositionSource(`the exposition ${path}`, files[path] ?? '', labels),
    ),
    ...names.catalogues.map((path) => catalogueSource(`the catalogue ${path}`, path, files[path] ?? '')),
  ];
  return { sources: sources.flatMap((source) => ('metrics' in source ? [source] : [])), complete: names.complete };
}

const isCrashOf = (rule: AnyRule, finding: Finding): boolean =>
  finding.rule === 'internal/rule-crashed' && finding.message.includes(`\`${rule.id}\``);

/** The example's file when all fixes of the rule are done, unsafe ones too. */
export async function fixExample(rule: AnyRule, example: Example, rules: readonly AnyRule[]): Promise<string> {
  let text = example.yaml;
  const name = exampleName(example);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { findings } = await lintExample(rule, example, rules, text);
    const { texts } = applyFixes(findings, (file) => (file === name ? text : undefined), { unsafe: true });
    const next = texts.get(name);
    if (next === undefined || next === text) break;
    text = next;
  }
  return text;
}

function configOf(rule: AnyRule, example: Example, rules: readonly AnyRule[]): Config {
  const read =
    example.config === undefined
      ? DEFAULT_CONFIG
      : mergeConfigFiles([
          {
            file: readConfigFile(example.config, `the configuration of an example of ${rule.id}`, configSchema(rules)),
            globs: () => () => false,
            resolve: (path) => path,
          },
        ]);
  const setting: RuleSetting = { level: rule.severity, options: example.options ?? {} };
  return { ...read, rules: new Map([...read.rules, [rule.id, setting]]) };
}

import { type Config, DEFAULT_CONFIG } from '../../src/lint/config/config.ts';
import { lintWorkspace } from '../../src/lint/linter.ts';
import type { LintResult } from '../../src/lint/result.ts';
import { type AnyRule, defineRule } from '../../src/lint/rule.ts';
import { createWorkspace } from '../../src/workspace/create.ts';

const HEAD = 'apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: ';

/** A template of that name with these lines of `spec`. */
export const template = (name: string, spec = '  metrics: []\n'): string => `${HEAD}${name}\nspec:\n${spec}`;

type Parts = Partial<AnyRule> & Pick<AnyRule, 'id'>;

/** A rule that says something of every object, unless `parts` say otherwise. */
export function rule(parts: Parts): AnyRule {
  return defineRule({
    since: '0.1.0',
    stage: 'stable',
    severity: 'error',
    needs: 'document',
    docs: { summary: 'A test', details: 'A test.' },
    messages: { found: ({ name }: { name: string }) => ({ message: `found ${name}` }) },
    examples: { bad: [], good: [] },
    check: (context) =>
      context.report('found', {
        at: context.manifest.keySpan(['metadata', 'name']),
        data: { name: context.manifest.name ?? '' },
      }),
    ...parts,
  });
}

export function lint(
  files: Readonly<Record<string, string>>,
  rules: readonly AnyRule[],
  config: Partial<Config> = {},
): Promise<LintResult> {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text, asked: true }));
  return lintWorkspace(createWorkspace(sources), rules, { ...DEFAULT_CONFIG, ...config }, { today: '2026-03-01' });
}

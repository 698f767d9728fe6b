import { defaultLevel } from '../lint/config/resolve.ts';
import type { LintResult } from '../lint/result.ts';
import type { AnyRule } from '../lint/rule.ts';
import { ruleUrl } from '../lint/rule-url.ts';
import type { Finding } from '../text/finding.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Report, RuleInfo } from './report.ts';
import { VERSION } from './version.ts';

/** What reports say of a rule. */
const ruleInfo = (rule: AnyRule): RuleInfo => ({
  id: rule.id,
  summary: rule.docs.summary,
  details: rule.docs.details,
  severity: defaultLevel(rule),
  stage: rule.stage,
  url: ruleUrl(rule.id),
});

/** The report of a run; `findings` are those of the result that are to be shown. */
export function reportOf(
  result: LintResult,
  workspace: Workspace,
  rules: readonly AnyRule[],
  shown: { readonly findings: readonly Finding[]; readonly baselined: number; readonly mended: number },
): Report {
  const texts = new Map(workspace.files.map((file) => [file.path, file.text]));
  return {
    ...shown,
    suppressed: result.suppressed.map(({ finding, suppression }) => ({ finding, reason: suppression.reason })),
    files: result.files,
    skipped: result.skipped,
    objects: result.objects,
    rules: new Map(rules.map((rule) => [rule.id, ruleInfo(rule)])),
    text: (path) => texts.get(path),
    version: VERSION,
  };
}

import type { Finding } from '../../text/finding.ts';
import { nearest } from '../../text/nearest.ts';
import type { Suppression, SuppressionState } from './suppression.ts';

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: Suppression;
}

export interface SuppressionRules {
  /** Ids of all rules there are. */
  readonly known: ReadonlySet<string>;
  /** True for rules that ran over this file. */
  readonly ran: (id: string) => boolean;
  /** `2026-03-31`; a suppression counts up to and including its day. */
  readonly today: string;
  readonly requireReason: boolean;
}

/** Takes the findings of one file that its comments suppress out of it, and says which comments did something. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  rules: SuppressionRules,
): { kept: Finding[]; suppressed: SuppressedFinding[]; states: SuppressionState[] } {
  const used = new Set<string>();
  const kept: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const byRule = suppressionsByRule(suppressions);
  const meant = new Map<string, string | undefined>();
  for (const finding of findings) {
    const start = finding.at.span.start;
    // Every comment that covers a finding is needed for it: of two that overlap neither is called unused.
    const covering = (byRule.get(finding.rule) ?? []).filter(
      ({ covers }) => start >= covers.start && start < covers.end,
    );
    for (const suppression of covering) used.add(`${suppression.comment.start} ${finding.rule}`);
    const valid = covering.find((suppression) => !isExpired(suppression, rules.today));
    if (valid === undefined || finding.rule === 'internal/rule-crashed') kept.push(finding);
    else suppressed.push({ finding, suppression: valid });
  }
  const states = suppressions.map(
    (suppression): SuppressionState => ({
      ...suppression,
      expired: isExpired(suppression, rules.today),
      unused: suppression.rules.filter(
        ({ id }) => rules.known.has(id) && rules.ran(id) && !used.has(`${suppression.comment.start} ${id}`),
      ),
      unknown: suppression.rules
        .filter(({ id }) => !rules.known.has(id))
        .map((rule) => {
          if (!meant.has(rule.id)) meant.set(rule.id, nearest(rule.id, rules.known));
          return { ...rule, nearest: meant.get(rule.id) };
        }),
      lacksReason: rules.requireReason && suppression.reason === undefined && suppression.malformed === undefined,
    }),
  );
  return { kept, suppressed, states };
}

const isExpired = ({ until }: Suppression, today: string): boolean => until !== undefined && until.date < today;

function suppressionsByRule(suppressions: readonly Suppression[]): ReadonlyMap<string, readonly Suppression[]> {
  const byRule = new Map<string, Suppression[]>();
  for (const suppression of suppressions) {
    for (const id of new Set(suppression.rules.map((rule) => rule.id))) {
      const known = byRule.get(id);
      if (known === undefined) byRule.set(id, [suppression]);
      else known.push(suppression);
    }
  }
  return byRule;
}

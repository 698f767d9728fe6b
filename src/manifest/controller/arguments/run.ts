import type { Value } from '../read.ts';
import type { AnalysisTemplate, Outcome, TracedArgument } from '../types.ts';
import {
  duplicateDryRun,
  duplicateRetention,
  type FlattenedTemplate,
  flattenTemplates,
  tracedEntries,
} from './flatten.ts';
import { mergeArguments } from './merge.ts';

/** What an AnalysisRun is made of. */
export interface RunInput {
  readonly templates: readonly AnalysisTemplate[];
  readonly clusterTemplates: readonly AnalysisTemplate[];
  /** What the user passes, built already. */
  readonly args: readonly TracedArgument[];
  /** The user's own lists of rules. */
  readonly dryRun?: Value;
  readonly measurementRetention?: Value;
}

/** The spec of the run: what it measures, with what, and under which rules. */
export type AnalysisRunPlan = FlattenedTemplate;

/**
 * argo-rollouts utils/analysis/helpers.go NewAnalysisRunFromTemplates. The user's rules come before those of the
 * templates; places with source `user` start at the user's analysis block.
 */
export function planAnalysisRun(input: RunInput): Outcome<AnalysisRunPlan> {
  const flattened = flattenTemplates(input.templates, input.clusterTemplates);
  if (!flattened.ok) return flattened;
  const args = mergeArguments(input.args, flattened.value.args);
  if (!args.ok) return args;
  const own = (field: 'dryRun' | 'measurementRetention') =>
    tracedEntries(input[field], { source: 'user', index: 0, path: [field] });
  const dryRun = [...own('dryRun'), ...flattened.value.dryRun];
  const measurementRetention = [...own('measurementRetention'), ...flattened.value.measurementRetention];
  const error = duplicateDryRun(dryRun) ?? duplicateRetention(measurementRetention);
  if (error !== undefined) return { ok: false, ...error };
  return { ok: true, value: { metrics: flattened.value.metrics, args: args.value, dryRun, measurementRetention } };
}

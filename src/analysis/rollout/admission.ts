import { collectTemplates } from '../../manifest/controller/arguments/collect.ts';
import { invalid, shown } from '../../manifest/controller/kubernetes/field-error.ts';
import { analysisReferences, validateAnalysis } from '../../manifest/controller/references/analysis.ts';
import { validateRollout } from '../../manifest/controller/rollout/spec.ts';
import type { JsonObject } from '../../yaml/tree.ts';
import type { RolloutInput } from './timeline.ts';

/**
 * argo-rollouts rollout/controller.go getRolloutValidationErrors: the first thing that the controller refuses in the
 * rollout or in the templates it names; undefined where it begins. Other objects are taken to be there and in order.
 */
export function refusalOf({ rollout, template }: Pick<RolloutInput, 'rollout' | 'template'>): string | undefined {
  const [first] = validateRollout(rollout);
  if (first !== undefined) return first.text;
  const analyses = analysisReferences(rollout).map((reference) => {
    const collected = collectTemplates<JsonObject>(reference.analysis.templates, template);
    return { reference, ...collected };
  });
  for (const { reference, missing } of analyses) {
    const [absent] = missing;
    if (absent === undefined) continue;
    // A template that another one names is missed at that one's own field.
    const field = absent.from === undefined ? reference.field : { text: 'spec.templates', path: [] };
    return invalid(field, 'template-missing', shown(absent.name), absent.error).text;
  }
  for (const { reference, templates, clusterTemplates } of analyses) {
    const [failure] = validateAnalysis(rollout, reference, templates, clusterTemplates);
    if (failure !== undefined) return failure.text;
  }
  return undefined;
}

import { readArguments } from '../../../manifest/controller/arguments/read.ts';
import { objectOf } from '../../../manifest/controller/read.ts';
import { effectiveCount } from '../../../manifest/controller/scalars/int-or-string.ts';
import { resolveMetric } from '../../../manifest/controller/substitute/metric.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf } from '../../../manifest/metric.ts';

/**
 * The metrics that never end in the eyes of the controller when it checks an inline step, pre- or post-promotion: with
 * the template's defaults, and `dummy-value` (which counts as 0) for every other argument. What the Rollout passes is
 * not looked at (argo-rollouts validation_references.go setArgValuePlaceHolder).
 */
export function endlessAlone(template: Manifest): readonly MetricView[] {
  const values = readArguments(objectOf(template.json['spec'])['args'], 'template', 0, []).map(({ name, value }) => ({
    name,
    value: value ?? 'dummy-value',
  }));
  return metricsOf(template).filter((view) => {
    // What else cannot be resolved in the metric is a mistake of its own, and does not make it end.
    const { count, interval } = template.value(view.path) as Metric;
    const resolved = resolveMetric({ count, interval }, values);
    return resolved.ok && effectiveCount(resolved.metric) === undefined;
  });
}

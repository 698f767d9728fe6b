import {
  type MetricViolation,
  type MetricViolationCode,
  validateMetric,
} from '../../../manifest/controller/metrics/validate.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf } from '../../../manifest/metric.ts';
import { type BoundMetric, boundMetrics } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';

/** A metric that fails a check of the controller, and as which of its users instantiate it. */
export interface MetricFault {
  readonly view: MetricView;
  readonly violation: MetricViolation;
  /** The metric as the first of the bindings fills it in. */
  readonly json: Metric;
  readonly bindings: readonly Binding[];
  /** True if it is so whoever uses the metric. */
  readonly always: boolean;
}

/**
 * What the controller's ValidateMetric says of the metrics of `manifest`, for these codes. Fields whose arguments are not
 * known prove nothing: a violation that hangs on one is left out.
 */
export function metricFaults(
  manifest: Manifest,
  bindings: readonly Binding[],
  codes: readonly MetricViolationCode[],
): MetricFault[] {
  return metricsOf(manifest).flatMap((view) => {
    const faults = new Map<string, { violation: MetricViolation; json: Metric; bindings: Binding[] }>();
    for (const bound of boundMetrics(view, bindings)) {
      for (const violation of provenViolations(bound)) {
        if (!codes.includes(violation.code)) continue;
        const known = faults.get(violation.error);
        if (known === undefined)
          faults.set(violation.error, { violation, json: bound.json, bindings: [bound.binding] });
        else known.bindings.push(bound.binding);
      }
    }
    return [...faults.values()].map((fault) => ({ view, ...fault, always: fault.bindings.length === bindings.length }));
  });
}

function provenViolations({ json, open, view }: BoundMetric): readonly MetricViolation[] {
  const violations = validateMetric(json).filter(
    ({ paths }) => !paths.some(([field]) => typeof field === 'string' && open.has(field)),
  );
  // An open interval is not a missing one, and an open count may be none that is above 1; a patch's base may have both.
  return violations.filter(
    ({ code }) => !(view.manifest.partial && (code === 'provider-missing' || code === 'interval-missing')),
  );
}

/** The metrics of an object as each binding fills them in, all of one metric together. */
export const boundMetricsOf = (manifest: Manifest, bindings: readonly Binding[]): readonly (readonly BoundMetric[])[] =>
  metricsOf(manifest).map((view) => boundMetrics(view, bindings));

/** ` (as Rollout checkout, step 3 uses it)` where not every user runs into it; for the end of a message. */
export function asUsedBy(bindings: readonly Binding[], always: boolean): string {
  const use = bindings.find((binding) => binding.use !== undefined)?.use;
  return always || use === undefined ? '' : ` with the arguments of ${use.title}`;
}

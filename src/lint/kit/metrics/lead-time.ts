import { parseDuration } from '../../../go/duration.ts';
import { textOf } from '../../../manifest/controller/read.ts';
import type { MetricView } from '../../../manifest/metric.ts';
import { boundMetrics } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import { stepsOf } from '../rollout.ts';
import { scheduleOf } from './schedule.ts';

/**
 * How many seconds after the first step a metric is measured first, as far as pauses and `initialDelay` say: what the pods
 * need to become ready comes on top. Undefined where something open lies before it (a pause without an end, another
 * analysis), or where nothing is known of the user.
 */
export function leadSeconds(view: MetricView, binding: Binding): number | undefined {
  const { use } = binding;
  if (use === undefined || use.user.kind !== 'Rollout' || use.user.partial) return undefined;
  const steps = stepsOf(use.user);
  let until: number;
  if (use.kind === 'step' && use.step !== undefined) until = use.step;
  else if (use.kind === 'background') {
    const start = use.user.value([...use.path, 'startingStep']);
    until = typeof start === 'number' ? start : 0;
  } else return undefined;
  const schedule = scheduleOf(steps.filter(({ index }) => index < until));
  if (schedule.isOpen) return undefined;
  const [bound] = boundMetrics(view, [binding]);
  if (bound === undefined || bound.open.has('initialDelay')) return undefined;
  const delay = parseDuration(textOf(bound.json.initialDelay));
  return schedule.pauseSeconds + (delay.ok ? Number(delay.nanoseconds / 1_000_000_000n) : 0);
}

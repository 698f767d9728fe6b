import { optionalText } from '../../../manifest/controller/read.ts';
import type { YamlMap, YamlNode } from '../../../yaml/tree.ts';
import { decodeJson } from '../../../yaml/walk.ts';
import type { ReplayedRun } from '../../model.ts';
import { rolloutOutcome, runsOutcome, stepStarts, stepsOutcome } from '../outcome.ts';
import { timeOf, wholeSecond } from '../time.ts';
import { flowText } from '../yaml-text.ts';
import { compareMetrics } from './metrics.ts';
import { type Differences, listed, withArticle } from './mismatch.ts';
import { isRounded } from './value.ts';

export function compareRuns(found: Differences, list: YamlNode | undefined): void {
  if (list?.kind !== 'sequence') return;
  const taken = new Set<ReplayedRun>();
  for (const [place, node] of list.items.entries()) {
    if (node.kind !== 'map') continue;
    const { of, step, template } = identity(node);
    const run = found.replay.runs.find(
      (each) =>
        !taken.has(each) &&
        (of === undefined || each.kind === of) &&
        (step === undefined || String((each.step ?? -2) + 1) === step) &&
        (template === undefined || each.templates.includes(template)),
    );
    const path = `runs[${place}]`;
    if (run === undefined) {
      const what = [of, step === undefined ? undefined : `step ${step}`, template].filter((each) => each !== undefined);
      const names = found.replay.runs.map((each) => `${each.kind} ${each.templates.join(', ')}`);
      const hint = names.length === 0 ? 'no analysis ran' : `there were ${listed(names)}`;
      const expected = `a run${what.length === 0 ? '' : ` of ${what.join(', ')}`}`;
      const absent = { path, expected, got: undefined, hint, span: node.span, concern: undefined };
      found.add(absent, list, runsOutcome(found.replay));
      continue;
    }
    taken.add(run);
    const { phase, message } = run.run.status;
    found.text(node.get('phase'), phase === '' ? 'Pending' : phase, `${path}.phase`);
    found.text(node.get('message'), message, `${path}.message`);
    const whole = { node: list, value: runsOutcome(found.replay) };
    found.time(node.get('at'), run.endedMs, `${path}.at`, { whole });
    compareMetrics(
      found,
      node.get('metrics'),
      run.metrics.map((metric) => ({ run, metric })),
      `${path}.metrics`,
    );
  }
}

export function compareRollout(found: Differences, node: YamlNode | undefined): void {
  if (node?.kind !== 'map') return;
  const { subject, end } = found.replay;
  if (end === undefined) {
    found.refuse(node.span, `${withArticle(subject.manifestKind)} is no Rollout: \`rollout\` cannot be expected`);
    return;
  }
  const outcome = rolloutOutcome(found.replay);
  for (const { key, value } of node.entries) {
    const got = outcome[key.text];
    if (value.kind !== 'scalar') continue;
    const isSame =
      key.text === 'weight' && end.share !== undefined
        ? isRounded(end.share * 100, value.text, 1)
        : value.text === (optionalText(got) ?? '');
    const whole = { node, value: outcome };
    if (!isSame) found.differs(value, got ?? null, `rollout.${key.text}`, { whole });
  }
}

export function compareSteps(found: Differences, list: YamlNode | undefined): void {
  if (list?.kind !== 'sequence') return;
  const starts = stepStarts(found.replay);
  for (const [place, node] of list.items.entries()) {
    if (node.kind !== 'map') continue;
    const wanted = node.get('step');
    const step = wanted?.kind === 'scalar' ? Number(wanted.value) : 0;
    const mine = starts.filter((start) => start.step === step - 1);
    const at = node.get('at');
    // After a retry a step begins anew: any of its times will do.
    const wantedMs = at?.kind === 'scalar' ? timeOf(at.text, found.replay.startMs) : undefined;
    const fits = mine.find((start) => wantedMs !== undefined && wholeSecond(start.atMs) === wholeSecond(wantedMs));
    const first = fits ?? mine[0];
    const path = `steps[${place}].at`;
    if (first === undefined) {
      const hint = `step ${step} never began`;
      const absent = {
        path,
        expected: flowText(decodeJson(node)),
        got: undefined,
        hint,
        span: node.span,
        concern: undefined,
      };
      found.add(absent, list, stepsOutcome(found.replay));
    } else found.time(at, first.atMs, path);
  }
}

/** The words that tell which run an entry of `runs` means. */
function identity(node: YamlMap): Readonly<Record<'of' | 'step' | 'template', string | undefined>> {
  const text = (key: string): string | undefined => {
    const value = node.get(key);
    return value?.kind === 'scalar' ? value.text : undefined;
  };
  return { of: text('of'), step: text('step'), template: text('template') };
}

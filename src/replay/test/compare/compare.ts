import type { YamlMap, YamlNode } from '../../../yaml/tree.ts';
import { expectationFor, isMet } from '../../expectation.ts';
import type { Replay } from '../../model.ts';
import { worstPhase } from '../outcome.ts';
import { compareMetrics } from './metrics.ts';
import { type Comparison, Differences, withArticle } from './mismatch.ts';
import { compareRollout, compareRuns, compareSteps } from './rollout.ts';

/** Holds what a test expects against what happened. */
export function compare(expect: YamlMap, replay: Replay): Comparison {
  const found = new Differences(replay);
  compareVerdict(found, expect.get('verdict'));
  found.time(expect.get('at'), replay.endMs, 'at');
  const messages = [replay.message, ...replay.runs.map(({ run }) => run.status.message)];
  const message = expect.get('message');
  if (message?.kind === 'scalar' && !messages.includes(message.text)) found.differs(message, replay.message, 'message');
  const metrics = replay.runs.flatMap((run) => run.metrics.map((metric) => ({ run, metric })));
  compareMetrics(found, expect.get('metrics'), metrics, 'metrics');
  compareRuns(found, expect.get('runs'));
  compareRollout(found, expect.get('rollout'));
  compareSteps(found, expect.get('steps'));
  return found;
}

function compareVerdict(found: Differences, node: YamlNode | undefined): void {
  if (node?.kind !== 'scalar') return;
  const { kind, manifestKind } = found.replay.subject;
  const expected = expectationFor(kind, node.text);
  if (!expected.ok) {
    // A run that the play leaves before its end has no verdict to ask a replay for, but a test may tell it.
    if (kind === 'rollout' || found.replay.verdict !== node.text) {
      found.refuse(node.span, `${withArticle(manifestKind)} cannot come to \`${node.text}\`: ${expected.problem}`);
    }
    return;
  }
  if (isMet(found.replay, expected.verdict)) return;
  const isPhase = kind === 'rollout' && /^[A-Z]/.test(node.text);
  const hint = isPhase && found.replay.runs.length > 0 ? `the worst run is ${worstPhase(found.replay)}` : undefined;
  found.differs(node, found.replay.verdict, 'verdict', { hint });
}

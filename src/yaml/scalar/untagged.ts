import { ScalarNode } from '../compose/nodes.ts';
import type { YamlProblem } from '../tree.ts';
import { ambiguityProblem } from './ambiguity.ts';
import { resolvePlain } from './resolve.ts';
import type { ScalarSource } from './source.ts';

/** The node of a scalar without a tag; `problems` takes what is wrong with its value. */
export function untaggedScalar(
  source: ScalarSource,
  text: string,
  isKey: boolean,
  problems: YamlProblem[],
): ScalarNode {
  if (source.style !== 'plain') return new ScalarNode(source, text, text, undefined);
  const value = resolvePlain(text);
  const node = new ScalarNode(source, text, value, undefined);
  if (value === text || value === null) return node;
  if (typeof value === 'number') checkNumber(node, isKey, problems);
  const problem = isOrdinary(text) ? undefined : ambiguityProblem(node, isKey);
  if (problem !== undefined) problems.push(problem);
  return node;
}

/** Reports a number that cannot become JSON. */
export function checkNumber(node: ScalarNode, isKey: boolean, problems: YamlProblem[]): void {
  if (isKey || Number.isFinite(node.value)) return;
  problems.push({
    code: 'not-json',
    span: node.span,
    message: `\`${node.text}\` has no form in JSON, so Kubernetes refuses the document`,
    help: `for the text, write \`"${node.text}"\``,
  });
}

/** Numbers and booleans as nearly all are written, which every reader takes alike. */
const isOrdinary = (text: string): boolean =>
  text === 'true' || text === 'false' || /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text);

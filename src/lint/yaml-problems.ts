import type { WorkspaceFile } from '../workspace/workspace.ts';
import type { YamlProblem, YamlProblemCode } from '../yaml/tree.ts';
import type { FileContext, Wording, Words } from './rule.ts';

/** Problems that keep a whole file from being read: they count in every document of a file that holds one of ours. */
const WHOLE_FILE: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'bad-encoding',
  'directive',
  'not-json',
  'too-deep',
  'too-large',
]);

const known = new WeakMap<WorkspaceFile, readonly YamlProblem[]>();

/** The problems in a file that are our business; each rule takes those of its code. */
function problemsOf(file: WorkspaceFile): readonly YamlProblem[] {
  let problems = known.get(file);
  if (problems === undefined) {
    problems = file.role === 'manifests' ? collectProblems(file) : [];
    known.set(file, problems);
  }
  return problems;
}

function collectProblems(file: WorkspaceFile): YamlProblem[] {
  const faulty = file.documents.filter(({ problems }) => problems.length > 0);
  if (faulty.length === 0) return [];
  const ours = new Set(file.manifests.filter((manifest) => manifest.isArgo()).map(({ document }) => document));
  return faulty.flatMap((document) =>
    document.problems.filter(({ code }) => WHOLE_FILE.has(code) || ours.has(document)),
  );
}

/** The words of a rule that passes the parser's on. */
export const problemWords =
  (why: string) =>
  ({ message, help }: YamlProblem): Wording => ({ message, why, ...(help === undefined ? {} : { help }) });

/** Reports each problem of this code, of those that `counts` lets through, as `problem`. */
export function reportProblems<W extends Words & { readonly problem: (problem: YamlProblem) => Wording }>(
  context: FileContext<W, unknown>,
  code: YamlProblemCode,
  counts: (problem: YamlProblem) => boolean = () => true,
): void {
  for (const problem of problemsOf(context.file)) {
    if (problem.code !== code || !counts(problem)) continue;
    context.report('problem', {
      at: problem.span,
      data: problem as Parameters<W['problem']>[0],
      related: (problem.related ?? []).map(({ span, label }) => ({ at: { file: context.file.path, span }, label })),
    });
  }
}

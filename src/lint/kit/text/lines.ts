import { LineIndex } from '../../../text/line-index.ts';
import type { WorkspaceFile } from '../../../workspace/workspace.ts';

const known = new WeakMap<WorkspaceFile, LineIndex>();

/** The lines of a file, found once however many objects it holds. */
export function linesOf(file: WorkspaceFile): LineIndex {
  let lines = known.get(file);
  if (lines === undefined) {
    lines = new LineIndex(file.text);
    known.set(file, lines);
  }
  return lines;
}

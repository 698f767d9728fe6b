import { LineIndex } from '../../text/line-index.ts';
import { type Span, spanContains } from '../../text/span.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import type { Replay } from '../model.ts';
import type { TestCase } from './case.ts';
import type { Mismatch } from './compare/mismatch.ts';
import { type OutcomeValue, outcomeOf } from './outcome.ts';
import { blockText, flowText } from './yaml-text.ts';

interface Edit extends Span {
  readonly text: string;
}

/** A test whose expectations are to become what happened. */
export interface Updated {
  readonly test: TestCase;
  readonly replay: Replay;
  readonly mismatches: readonly Mismatch[];
}

/**
 * The text of a test file with what happened in place of what was expected otherwise, and whole where nothing was
 * expected; all else stays as it is, comments included.
 */
export function updateText(text: string, updates: readonly Updated[]): string {
  const lines = new LineIndex(text);
  const edits = updates.flatMap(({ test, replay, mismatches }): Edit[] => {
    const { expect } = test;
    if (expect === undefined || expect.entries.length === 0) return [newExpect(text, test, outcomeOf(replay), lines)];
    return mismatches.flatMap(({ edit }) =>
      edit === undefined ? [] : [replacement(test, edit.node, edit.value, lines)],
    );
  });
  return applied(text, edits);
}

/** Larger edits swallow those inside them. */
function applied(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  let result = '';
  let from = 0;
  for (const { start, end, text: written } of ordered) {
    if (start < from) continue;
    result += text.slice(from, start) + written.replaceAll('\n', lineEnd);
    from = end;
  }
  return result + text.slice(from);
}

function replacement(test: TestCase, node: YamlNode, value: OutcomeValue, lines: LineIndex): Edit {
  const { span } = node;
  const isBlock = node.kind !== 'scalar' && !node.flow;
  if (isBlock) return { ...span, text: blockText(value, columnOf(span.start, lines)) };
  const isInFlow = node.kind !== 'scalar' || isInsideFlow(test.node, span);
  return { ...span, text: isInFlow ? flowText(value) : blockText(value, 0) };
}

/** Whether brackets stand around a place: there more has to be quoted. */
function isInsideFlow(node: YamlNode, span: Span): boolean {
  if (node.kind === 'scalar') return false;
  if (node.flow) return true;
  const inner = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items;
  const around = inner.find((each) => spanContains(each.span, span));
  return around !== undefined && isInsideFlow(around, span);
}

const INDENT = 2;

function newExpect(text: string, { node, expect }: TestCase, outcome: OutcomeValue, lines: LineIndex): Edit {
  const column = columnOf(node.entries[0]?.key.span.start ?? node.span.start, lines);
  const block = `\n${' '.repeat(column + INDENT)}${blockText(outcome, column + INDENT)}`;
  const entry = node.entry('expect');
  if (node.flow) {
    if (expect !== undefined) return { ...expect.span, text: flowText(outcome) };
    if (entry !== undefined) return { ...entry.value.span, text: ` ${flowText(outcome)}` };
    return { start: node.span.end - 1, end: node.span.end - 1, text: `, expect: ${flowText(outcome)}` };
  }
  if (entry === undefined) {
    // Behind the last line of the test, its comment included.
    const end = /\r?\n/.exec(text.slice(node.span.end))?.index;
    const at = end === undefined ? text.length : node.span.end + end;
    return { start: at, end: at, text: `\n${' '.repeat(column)}expect:${block}` };
  }
  // From the colon on, with the blanks before an empty map.
  const after = entry.key.span.end + text.slice(entry.key.span.end).indexOf(':') + 1;
  return { start: after, end: Math.max(after, entry.value.span.end), text: block };
}

const columnOf = (offset: number, lines: LineIndex): number => lines.positionAt(offset).column - 1;

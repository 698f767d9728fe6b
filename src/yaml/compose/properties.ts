import type { CST } from 'yaml';
import type { SyntaxFaultKind } from '../fault/fault.ts';

type SourceToken = CST.SourceToken;

/** What stands before a node: its indicator, anchor and tag. */
export interface Properties {
  anchor: SourceToken | undefined;
  tag: SourceToken | undefined;
  /** The `?`, `:`, `-` or `---` that introduces the node. */
  indicator: SourceToken | undefined;
  comma: SourceToken | undefined;
  /** Whether a line ends between the indicator and the node. */
  hasNewline: boolean;
  /** Whether a line ends before the indicator. */
  newlineBefore: boolean;
  /** Whether a line ends between the anchor or tag and the node. */
  newlineAfterProps: boolean;
  /** Where an empty node would stand: right after the last of these that is no blank, comment or line end. */
  nodeStart: number;
}

export interface PropertiesContext {
  readonly indicator: 'explicit-key-ind' | 'map-value-ind' | 'seq-item-ind' | 'doc-start';
  readonly next: CST.Token | null | undefined;
  readonly offset: number;
  readonly parentIndent: number;
  readonly flow: boolean;
  readonly atNewline: boolean;
}

type Fail = (kind: SyntaxFaultKind, start: number, end: number) => void;

/** Reads the tokens before a node and reports those that may not stand there. */
export function readProperties(
  tokens: readonly SourceToken[] | undefined,
  context: PropertiesContext,
  fail: Fail,
): Properties {
  const result: Properties = {
    anchor: undefined,
    tag: undefined,
    indicator: undefined,
    comma: undefined,
    hasNewline: false,
    newlineBefore: false,
    newlineAfterProps: false,
    nodeStart: context.offset,
  };
  if (tokens === undefined || tokens.length === 0) return result;
  const { indicator, next, flow } = context;
  let atNewline = context.atNewline;
  let hasSpace = context.atNewline;
  let needsSpace = false;
  let tab: SourceToken | undefined;
  const reject = (token: SourceToken, kind: SyntaxFaultKind): void => {
    fail(kind, token.offset, token.offset + token.source.length);
  };
  for (const token of tokens) {
    const { type } = token;
    if (needsSpace && type !== 'space' && type !== 'newline' && type !== 'comma') reject(token, 'missing-space');
    needsSpace = false;
    if (tab !== undefined && atNewline && type !== 'comment' && type !== 'newline') reject(tab, 'tab-indent');
    tab = undefined;
    switch (type) {
      case 'space':
        if (!flow && token.source.includes('\t') && (indicator !== 'doc-start' || next?.type !== 'flow-collection')) {
          // libyaml skips no tab behind a dash, where a key may stand (yaml_parser_scan_to_next_token).
          if (result.indicator !== undefined && !result.hasNewline && indicator === 'seq-item-ind')
            reject(token, 'blank-tab');
          else tab = token;
        }
        hasSpace = true;
        continue;
      case 'comment':
        if (!hasSpace) reject(token, 'missing-comment-space');
        atNewline = false;
        continue;
      case 'newline':
        atNewline = true;
        hasSpace = true;
        result.hasNewline = true;
        if (result.anchor !== undefined || result.tag !== undefined) result.newlineAfterProps = true;
        continue;
      case 'anchor':
        if (result.anchor !== undefined) reject(token, 'properties');
        result.anchor = token;
        needsSpace = true;
        atNewline = false;
        break;
      case 'tag':
        if (result.tag !== undefined) reject(token, 'properties');
        result.tag = token;
        needsSpace = true;
        atNewline = false;
        break;
      case 'comma':
        if (!flow || result.comma !== undefined) reject(token, 'unexpected');
        result.comma = token;
        atNewline = false;
        break;
      case indicator:
        if (result.anchor !== undefined || result.tag !== undefined) reject(token, 'properties');
        if (result.indicator !== undefined) reject(token, 'unexpected');
        result.indicator = token;
        result.newlineBefore = result.hasNewline;
        result.hasNewline = false;
        atNewline = indicator === 'seq-item-ind' || indicator === 'explicit-key-ind';
        break;
      default:
        reject(token, 'unexpected');
        atNewline = false;
    }
    hasSpace = false;
    result.nodeStart = token.offset + token.source.length;
  }
  if (needsSpace && next != null && !startsWithSpace(next)) fail('missing-space', next.offset, next.offset + 1);
  if (tab !== undefined) {
    const isIndent = atNewline && tab.indent <= context.parentIndent;
    if (isIndent || next?.type === 'block-map' || next?.type === 'block-seq') reject(tab, 'tab-indent');
  }
  return result;
}

function startsWithSpace(token: CST.Token): boolean {
  switch (token.type) {
    case 'space':
    case 'newline':
    case 'comma':
      return true;
    case 'scalar':
      return token.source === '';
    default:
      return false;
  }
}

import type { CST } from 'yaml';
import type { Span } from '../../text/span.ts';
import type { SyntaxFault, SyntaxFaultKind } from '../fault/fault.ts';
import { resolveTagged } from '../scalar/resolve.ts';
import type { ScalarSource, TextError } from '../scalar/source.ts';
import { TagHandles } from '../scalar/tags.ts';
import { isClosed, scalarText } from '../scalar/text.ts';
import { checkNumber, untaggedScalar } from '../scalar/untagged.ts';
import type { ScalarStyle, YamlNode, YamlProblem } from '../tree.ts';
import { Anchors } from './anchors.ts';
import { endWithBlanks, firstKeyEnd, isBlock, isMultiline } from './cst.ts';
import { MapBuilder } from './map-builder.ts';
import { ScalarNode, SequenceNode } from './nodes.ts';
import { type Properties, type PropertiesContext, readProperties } from './properties.ts';

const MERGE_TAG = 'tag:yaml.org,2002:merge';

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;
type CollectionItem = CST.CollectionItem;

/** A node, and where its alias stands if it came through one. */
interface Composed {
  readonly node: YamlNode;
  readonly alias: Span | undefined;
}

/** Makes our nodes out of the library's concrete syntax tree of one document. */
export class Composer {
  readonly problems: YamlProblem[] = [];
  readonly faults: SyntaxFault[] = [];
  readonly tags = new TagHandles();
  readonly #file: string;
  readonly #anchors = new Anchors(this.problems);
  #flowDepth = 0;

  constructor(file: string) {
    this.#file = file;
  }

  composeDocument(document: CST.Document): YamlNode | undefined {
    const { start, value, end } = document;
    const props = this.#properties(start, 'doc-start', value, document.offset, 0, false, true);
    const isBlock = value?.type === 'block-map' || value?.type === 'block-seq';
    if (props.indicator !== undefined && isBlock && !props.hasNewline)
      this.fail('start-line', value.offset, value.offset + 1);
    const isEmpty = value === undefined && props.anchor === undefined && props.tag === undefined;
    const root = isEmpty ? undefined : this.#node(value, props, false).node;
    this.#checkEnd(end, true);
    return root;
  }

  fail(kind: SyntaxFaultKind, start: number, end: number, indent?: number): void {
    this.faults.push({ kind, start, end, indent });
  }

  readonly #fail = (kind: SyntaxFaultKind, start: number, end: number): void => this.fail(kind, start, end);

  #properties(
    tokens: readonly CST.SourceToken[] | undefined,
    indicator: PropertiesContext['indicator'],
    next: CST.Token | null | undefined,
    offset: number,
    parentIndent: number,
    flow: boolean,
    atNewline: boolean,
  ): Properties {
    return readProperties(tokens, { indicator, next, offset, parentIndent, flow, atNewline }, this.#fail);
  }

  #node(token: CST.Token | null | undefined, props: Properties, isKey: boolean): Composed {
    this.#anchors.visit();
    if (token?.type === 'alias') return this.#alias(token, props);
    if (props.anchor === undefined) return { node: this.#content(token, props, isKey), alias: undefined };
    const { offset, source } = props.anchor;
    if (!ANCHOR.test(source)) this.fail('name', offset, offset + source.length);
    const close = this.#anchors.open(source.slice(1));
    const node = this.#content(token, props, isKey);
    close(node);
    return { node, alias: undefined };
  }

  #content(token: CST.Token | null | undefined, props: Properties, isKey: boolean): YamlNode {
    switch (token?.type) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.#flowScalar(token, props, isKey);
      case 'block-scalar':
        return this.#blockScalar(token, props);
      case 'block-map':
      case 'block-seq':
      case 'flow-collection':
        return this.#collection(token, props);
      default:
        if (token == null) return this.#empty(props.nodeStart, props);
        this.fail('unexpected', token.offset, token.offset + ('source' in token ? token.source.length : 1));
        return this.#empty(token.offset, props);
    }
  }

  #flowScalar(token: CST.FlowScalar, props: Properties, isKey: boolean): ScalarNode {
    const { offset, source, type } = token;
    const end = offset + source.length;
    if (type === 'scalar') {
      if (source !== '' && BAD_START.test(source)) this.fail('bad-start', offset, offset + 1);
      // yaml_parser_scan_plain_scalar ends such text at `?`, where nothing can follow.
      if (this.#flowDepth > 0 && source.includes('?')) this.fail('flow-question', offset, end);
      if (token.end !== undefined) this.#checkEnd(token.end);
      return this.#scalar('plain', offset, end, offset, 0, props, isKey);
    }
    const quote = type === 'single-quoted-scalar' ? "'" : '"';
    if (!isClosed(this.#file, offset, end)) this.fail('unclosed-quote', offset, end);
    if (token.end !== undefined) this.#checkEnd(token.end);
    return this.#scalar(quote === "'" ? 'single' : 'double', offset, end, offset, 0, props, isKey);
  }

  #blockScalar(token: CST.BlockScalar, props: Properties): ScalarNode {
    let bodyStart = token.offset;
    let hasSpace = false;
    for (const prop of token.props) {
      const length = 'source' in prop ? prop.source.length : 0;
      if (prop.type === 'block-scalar-header') {
        if (!BLOCK_HEADER.test(prop.source)) this.fail('block-header', prop.offset, prop.offset + length);
      } else if (prop.type === 'comment') {
        if (!hasSpace) this.fail('missing-comment-space', prop.offset, prop.offset + length);
      } else if (prop.type !== 'space' && prop.type !== 'newline') {
        this.fail('unexpected', prop.offset, prop.offset + length);
      }
      hasSpace = prop.type === 'space';
      bodyStart += length;
    }
    const style = this.#file[token.offset] === '>' ? 'folded' : 'literal';
    const given = /^[|>][-+]?([1-9])/.exec(this.#file.slice(token.offset, token.offset + 3))?.[1];
    const shortEnd = bodyStart + token.source.length;
    const end = given === undefined ? shortEnd : endWithBlanks(this.#file, shortEnd, token.indent + Number(given));
    return this.#scalar(style, token.offset, end, bodyStart, token.indent, props, false);
  }

  #scalar(
    style: ScalarStyle,
    start: number,
    end: number,
    bodyStart: number,
    parentIndent: number,
    props: Properties,
    isKey: boolean,
  ): ScalarNode {
    const source: ScalarSource = { file: this.#file, start, end, style, bodyStart, parentIndent };
    const errors: TextError[] = [];
    const text = scalarText(source, errors);
    for (const error of errors) {
      this.fail(error.kind, error.start, error.end);
    }
    if (props.tag === undefined) return untaggedScalar(source, text, isKey, this.problems);
    const tag = this.tags.resolve(props.tag.source);
    if (tag === undefined) {
      this.fail('tag', props.tag.offset, props.tag.offset + props.tag.source.length);
      return new ScalarNode(source, text, text, props.tag.source);
    }
    if (tag === MERGE_TAG || tag === '!') return new ScalarNode(source, text, text, tag);
    const resolved = resolveTagged(tag, text);
    if (resolved === undefined) this.fail('tag', props.tag.offset, end);
    const node = new ScalarNode(source, text, resolved === undefined ? text : resolved.value, tag);
    if (typeof node.value === 'number') checkNumber(node, isKey, this.problems);
    return node;
  }

  #empty(at: number, props: Properties): ScalarNode {
    return this.#scalar('plain', at, at, at, 0, props, false);
  }

  #alias(token: CST.FlowScalar, props: Properties): Composed {
    const span = { start: token.offset, end: token.offset + token.source.length };
    if (props.anchor !== undefined || props.tag !== undefined) this.fail('properties', span.start, span.end);
    if (token.end !== undefined) this.#checkEnd(token.end);
    if (!ANCHOR.test(token.source)) {
      this.fail('name', span.start, span.end);
      return { node: this.#cut(span), alias: span };
    }
    return { node: this.#anchors.follow(token.source.slice(1), span) ?? this.#cut(span), alias: span };
  }

  /** What stands for an alias that is not followed. */
  #cut({ start }: Span): ScalarNode {
    const source: ScalarSource = {
      file: this.#file,
      start,
      end: start,
      style: 'plain',
      bodyStart: start,
      parentIndent: 0,
    };
    return new ScalarNode(source, '', null, undefined);
  }

  #collection(token: Collection, props: Properties): YamlNode {
    if (token.type === 'flow-collection' && this.#file.startsWith('{{', token.offset))
      return this.#template(token, props);
    this.#anchors.enter();
    const node =
      token.type === 'block-map'
        ? this.#blockMap(token)
        : token.type === 'block-seq'
          ? this.#blockSequence(token)
          : this.#flowCollection(token);
    this.#anchors.leave();
    return node;
  }

  /** `{{args.x}}` without quotes, which YAML takes for a map in a map; most likely text was meant. */
  #template(token: CST.FlowCollection, props: Properties): ScalarNode {
    const start = token.offset;
    const end = templateEnd(this.#file, start);
    this.fail('template', start, end);
    return this.#scalar('plain', start, end, start, 0, { ...props, tag: undefined }, false);
  }

  #blockMap(map: CST.BlockMap): YamlNode {
    const builder = new MapBuilder(this.problems);
    let end = map.offset;
    for (const item of map.items) {
      const { start, key, sep, value } = item;
      const keyProps = this.#properties(start, 'explicit-key-ind', key ?? sep?.[0], end, map.indent, false, true);
      const isImplicit = keyProps.indicator === undefined;
      if (isImplicit) {
        if (key?.type === 'block-seq') this.fail('sequence-as-key', key.offset, key.offset + 1);
        else if (key != null && 'indent' in key && key.indent !== map.indent)
          this.fail('bad-indent', key.offset, key.offset + 1, map.indent);
        if (keyProps.anchor === undefined && keyProps.tag === undefined && sep === undefined) continue;
        if (keyProps.newlineAfterProps || isMultiline(key))
          this.fail('multiline-key', key?.offset ?? end, (key?.offset ?? end) + 1);
      } else if (keyProps.indicator?.indent !== map.indent) {
        this.fail('bad-indent', keyProps.indicator?.offset ?? end, (keyProps.indicator?.offset ?? end) + 1);
      }
      const keyNode = this.#node(key, keyProps, true).node;
      const atNewline = key == null || key.type === 'block-scalar';
      const valueProps = this.#properties(sep, 'map-value-ind', value, keyNode.span.end, map.indent, false, atNewline);
      const colon = valueProps.indicator;
      if (isImplicit) {
        if (colon === undefined || valueProps.newlineBefore)
          this.fail('missing-colon', keyNode.span.start, keyNode.span.end);
        else if (value?.type === 'block-map' && !valueProps.hasNewline)
          this.fail('nested-map', value.offset, firstKeyEnd(value));
        if (colon !== undefined && colon.offset - keyNode.span.start > 1024)
          this.fail('long-key', keyNode.span.start, colon.offset);
      }
      end = this.#entry(builder, keyNode, value, valueProps);
    }
    return builder.build({ start: map.offset, end }, false);
  }

  /** Composes a value and adds its entry to the map. Returns where the entry ends. */
  #entry(builder: MapBuilder, key: YamlNode, value: CST.Token | null | undefined, props: Properties): number {
    const { node, alias } = this.#node(value, props, false);
    const end = alias?.end ?? Math.max(node.span.end, props.nodeStart, key.span.end);
    if (key.kind !== 'scalar') {
      this.problems.push({
        code: 'key-not-scalar',
        span: key.span,
        message: `a ${key.kind === 'map' ? 'map' : 'list'} cannot be a key in Kubernetes`,
      });
    } else if (key.text === '<<' && ((key.style === 'plain' && key.tag === undefined) || key.tag === MERGE_TAG)) {
      this.#merge(builder, key, node, alias);
    } else {
      builder.add(key, node, alias);
    }
    return end;
  }

  #merge(builder: MapBuilder, key: YamlNode, value: YamlNode, alias: Span | undefined): void {
    if (value.kind === 'map') {
      builder.merge(value, key.span);
      return;
    }
    const sources = value.kind === 'sequence' && alias === undefined ? value.items : [];
    if (sources.length === 0 || sources.some((source) => source.kind !== 'map')) {
      if (value.kind === 'sequence' && value.items.length === 0) return;
      this.problems.push({
        code: 'bad-merge',
        span: alias ?? (value.span.end > value.span.start ? value.span : key.span),
        message: '`<<` merges a map or a list of maps, and this is neither',
      });
    }
    // The first of the list wins, so it is merged last.
    for (const source of [...sources].reverse()) if (source.kind === 'map') builder.merge(source, key.span);
  }

  #blockSequence(sequence: CST.BlockSequence): YamlNode {
    const items: YamlNode[] = [];
    const aliases = new Map<number, Span>();
    let end = sequence.offset;
    for (const { start, value } of sequence.items) {
      const props = this.#properties(start, 'seq-item-ind', value, end, sequence.indent, false, true);
      if (props.indicator === undefined) {
        if (props.anchor === undefined && props.tag === undefined && value === undefined) continue;
        const at = value?.offset ?? props.nodeStart;
        this.fail(value?.type === 'block-seq' ? 'bad-indent' : 'missing-dash', at, at + 1, sequence.indent);
      }
      const { node, alias } = this.#node(value, props, false);
      if (alias !== undefined) aliases.set(items.length, alias);
      items.push(node);
      end = alias?.end ?? Math.max(node.span.end, props.nodeStart);
    }
    return new SequenceNode({ start: sequence.offset, end }, false, items, aliases.size > 0 ? aliases : undefined);
  }

  #flowCollection(flow: CST.FlowCollection): YamlNode {
    const isMap = flow.start.source === '{';
    this.#flowDepth++;
    const builder = isMap ? new MapBuilder(this.problems) : undefined;
    const items: YamlNode[] = [];
    const aliases = new Map<number, Span>();
    let end = flow.offset + 1;
    flow.items.forEach((item, i) => {
      const { start, key, sep, value } = item;
      const props = this.#properties(
        start,
        'explicit-key-ind',
        key ?? sep?.[0] ?? value,
        end,
        flow.indent,
        true,
        false,
      );
      if (
        props.indicator === undefined &&
        props.anchor === undefined &&
        props.tag === undefined &&
        sep === undefined &&
        value === undefined
      ) {
        const isLast = i === flow.items.length - 1;
        if ((i === 0 && props.comma !== undefined) || !isLast)
          this.fail('unexpected', props.nodeStart - 1, props.nodeStart);
        end = props.nodeStart;
        return;
      }
      if (i === 0 && props.comma !== undefined) this.fail('unexpected', props.comma.offset, props.comma.offset + 1);
      if (i > 0 && props.comma === undefined) {
        const at = key?.offset ?? value?.offset ?? props.nodeStart;
        this.fail('missing-comma', at, at + 1);
      }
      if (builder === undefined && sep === undefined && props.indicator === undefined) {
        const { node, alias } = this.#node(value, props, false);
        if (isBlock(value)) this.fail('block-in-flow', value.offset, firstKeyEnd(value));
        if (alias !== undefined) aliases.set(items.length, alias);
        items.push(node);
        end = alias?.end ?? Math.max(node.span.end, props.nodeStart);
        return;
      }
      const pairStart = key?.offset ?? props.nodeStart;
      if (builder !== undefined) {
        end = this.#flowPair(builder, item, props, flow, isMap);
        return;
      }
      this.#anchors.visit();
      const single = new MapBuilder(this.problems);
      end = this.#flowPair(single, item, props, flow, isMap);
      items.push(single.build({ start: pairStart, end }, true));
    });
    this.#flowDepth--;
    const [close, ...rest] = flow.end;
    if (close?.source === (isMap ? '}' : ']')) end = close.offset + 1;
    else this.fail('unclosed-flow', flow.offset, flow.offset + 1);
    this.#checkEnd(rest);
    const span = { start: flow.offset, end };
    return builder === undefined
      ? new SequenceNode(span, true, items, aliases.size > 0 ? aliases : undefined)
      : builder.build(span, true);
  }

  #flowPair(
    builder: MapBuilder,
    item: CollectionItem,
    props: Properties,
    flow: CST.FlowCollection,
    isMap: boolean,
  ): number {
    const { key, sep, value } = item;
    const keyNode = this.#node(key, props, true).node;
    if (isBlock(key)) this.fail('block-in-flow', key.offset, key.offset + 1);
    if (!isMap && props.indicator === undefined && isMultiline(key))
      this.fail('multiline-key', keyNode.span.start, keyNode.span.end);
    const valueProps = this.#properties(sep, 'map-value-ind', value, keyNode.span.end, flow.indent, true, false);
    if (valueProps.indicator === undefined && value != null) {
      const noSpace = 'source' in value && value.source.startsWith(':');
      this.fail(noSpace ? 'missing-colon-space' : 'missing-comma', value.offset, value.offset + 1);
    }
    if (isBlock(value)) this.fail('block-in-flow', value.offset, firstKeyEnd(value));
    return this.#entry(builder, keyNode, value, valueProps);
  }

  #checkEnd(tokens: readonly CST.SourceToken[] | undefined, afterSpace = false): void {
    if (tokens === undefined) return;
    let hasSpace = afterSpace;
    for (const token of tokens) {
      const end = token.offset + token.source.length;
      if (token.type === 'space' || token.type === 'newline') hasSpace = true;
      else if (token.type !== 'comment') this.fail('unexpected', token.offset, end);
      else if (!hasSpace) this.fail('missing-comment-space', token.offset, end);
    }
  }
}

/** A plain scalar may not start with these. */
const BAD_START = /^[\t,%|>@`]/;
/** yaml_parser_scan_anchor takes no other characters. */
const ANCHOR = /^[&*][\w-]+$/;
const BLOCK_HEADER = /^[|>](?:[-+]?[1-9]?|[1-9][-+])$/;

/** Where `{{…}}` ends: behind its braces, or with its line. */
function templateEnd(file: string, start: number): number {
  let at = start;
  while (at < file.length && !/[\r\n]/.test(file.charAt(at))) {
    if (file.startsWith('}}', at)) return at + 2;
    at++;
  }
  while (at > start && /\s/.test(file.charAt(at - 1))) at--;
  return at;
}

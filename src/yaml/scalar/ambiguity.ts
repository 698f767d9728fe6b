import type { YamlProblem, YamlScalar } from '../tree.ts';
import { keyString, resolveCore, resolvePlain, type ScalarValue } from './resolve.ts';

/** A plain scalar that two kinds of YAML reader take differently. */
export interface Ambiguity {
  /** What Kubernetes' decoder makes of it. */
  readonly kubernetes: ScalarValue;
  readonly other: ScalarValue;
  /**
   * Who reads `other`: the core schema of YAML 1.2 (yq, editors, most libraries), or only readers that take YAML 1.1
   * to the letter (PyYAML, Ruby), for whom `12:30` is 750.
   */
  readonly reader: 'yaml-1.2' | 'yaml-1.1';
}

const SEXAGESIMAL = /^([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+)(\.[0-9_]*)?$/;

/** What else `scalar` could mean; undefined for quoted and tagged scalars and where all readers agree. */
export function ambiguity(scalar: YamlScalar): Ambiguity | undefined {
  if (scalar.style !== 'plain' || scalar.tag !== undefined) return undefined;
  const { text } = scalar;
  const kubernetes = resolvePlain(text);
  const core = resolveCore(text);
  if (!Object.is(kubernetes, core) && kubernetes !== core) return { kubernetes, other: core, reader: 'yaml-1.2' };
  const sexagesimal = typeof kubernetes === 'string' ? SEXAGESIMAL.exec(text) : null;
  if (sexagesimal === null) return undefined;
  return { kubernetes, other: fromSexagesimal(sexagesimal), reader: 'yaml-1.1' };
}

/** The same for a map key, which is text in the end: ambiguous only if the texts differ. */
export function keyAmbiguity(key: YamlScalar): Ambiguity | undefined {
  const found = ambiguity(key);
  if (found === undefined || found.reader === 'yaml-1.1') return undefined;
  const kubernetes = keyString(found.kubernetes, key.text) ?? key.text;
  const other = typeof found.other === 'string' ? found.other : (keyString(found.other, String(found.other)) ?? 'null');
  return kubernetes === other ? undefined : { kubernetes, other, reader: found.reader };
}

function fromSexagesimal([, sign, digits = '', fraction = '']: RegExpExecArray): number {
  let value = 0;
  for (const part of digits.replaceAll('_', '').split(':')) value = value * 60 + Number(part);
  const whole = value + (fraction.length > 1 ? Number(`0${fraction.replaceAll('_', '')}`) : 0);
  return sign === '-' ? -whole : whole;
}

/** The problem that an ambiguous scalar is; only what Kubernetes itself reads in an unexpected way counts. */
export function ambiguityProblem(scalar: YamlScalar, isKey: boolean): YamlProblem | undefined {
  const found = isKey ? keyAmbiguity(scalar) : ambiguity(scalar);
  if (found?.reader !== 'yaml-1.2') return undefined;
  const { text } = scalar;
  return {
    code: 'ambiguous-scalar',
    span: scalar.span,
    message: `Kubernetes reads ${isKey ? 'the key ' : ''}\`${text}\` as ${describe(found.kubernetes)}, YAML 1.2 as ${describe(found.other)}`,
    help:
      typeof found.kubernetes === 'string'
        ? `for the text, write \`"${text}"\``
        : `write \`${String(found.kubernetes)}\`, or \`"${text}"\` for the text`,
  };
}

function describe(value: ScalarValue): string {
  return typeof value === 'string' ? `the text \`${value}\`` : String(value);
}

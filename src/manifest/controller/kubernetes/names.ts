import { byteLength } from '../../../go/utf8.ts';

/*
 * Names as Kubernetes checks them (k8s.io/apimachinery pkg/util/validation). Every function gives the problems in
 * Kubernetes' words; none means valid.
 */

const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;

const QUALIFIED_NAME = new RegExp(`^${NAME}$`);
const LABEL_VALUE = new RegExp(`^(${NAME})?$`);
const DNS1123_LABEL = new RegExp(`^${DNS_LABEL}$`);
const DNS1123_SUBDOMAIN = new RegExp(`^${DNS_SUBDOMAIN}$`);
const PERCENT = /^[0-9]+%$/;

/** A key of a label, an annotation or a selector: `[prefix/]name`. */
export function isQualifiedName(value: string): readonly string[] {
  const problem = mismatch(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    NAME,
    ['MyName', 'my.name', '123-abc'],
  );
  const parts = value.split('/');
  if (parts.length > 2) {
    return [`a qualified name ${problem} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const [prefix = ''] = parts;
    if (prefix === '') problems.push('prefix part must be non-empty');
    else problems.push(...isDns1123Subdomain(prefix).map((text) => `prefix part ${text}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (byteLength(name) > 63) problems.push(`name part ${tooLong(63)}`);
  if (!QUALIFIED_NAME.test(name)) problems.push(`name part ${problem}`);
  return problems;
}

export function isValidLabelValue(value: string): readonly string[] {
  const problems = byteLength(value) > 63 ? [tooLong(63)] : [];
  if (!LABEL_VALUE.test(value)) {
    problems.push(
      mismatch(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${NAME})?`,
        ['MyValue', 'my_value', '12345'],
      ),
    );
  }
  return problems;
}

export function isDns1123Label(value: string): readonly string[] {
  const problems = byteLength(value) > 63 ? [tooLong(63)] : [];
  if (!DNS1123_LABEL.test(value)) {
    problems.push(
      DNS1123_SUBDOMAIN.test(value)
        ? 'must not contain dots'
        : mismatch(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            DNS_LABEL,
            ['my-name', '123-abc'],
          ),
    );
  }
  return problems;
}

export function isDns1123Subdomain(value: string): readonly string[] {
  const problems = byteLength(value) > 253 ? [tooLong(253)] : [];
  if (!DNS1123_SUBDOMAIN.test(value)) {
    problems.push(
      mismatch(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        DNS_SUBDOMAIN,
        ['example.com'],
      ),
    );
  }
  return problems;
}

/** `25%`: digits and the sign, nothing else. */
export const isPercent = (value: string): boolean => PERCENT.test(value);

const tooLong = (length: number): string => `must be no more than ${length} characters`;

/** validation.RegexError. */
const mismatch = (problem: string, format: string, examples: readonly string[]): string =>
  `${problem} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;

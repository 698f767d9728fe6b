/** A rule file of one group with these rules. */
export const ruleFile = (rules: string, group = ''): string =>
  [
    'groups:',
    '  - name: checkout',
    ...(group === '' ? [] : [indented(group, 4)]),
    '    rules:',
    indented(rules, 6),
    '',
  ].join('\n');

/** A PrometheusRule of one group with these rules. */
export const ruleObject = (rules: string): string =>
  [
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    '  name: checkout',
    'spec:',
    indented(ruleFile(rules).trimEnd(), 2),
    '',
  ].join('\n');

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

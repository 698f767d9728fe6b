import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { isHashLabel } from '../../src/lint/kit/queries/selectors.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { selectorsOf } from '../../src/promql/index.ts';

export const emptyIdentity = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/empty-identity',
  severity: 'warning',
  docs: {
    summary: 'A label is compared with nothing: that selects the series that do not have it.',
    details: `For Prometheus an empty value and an absent label are the same. \`{hash=""}\`, left over from an argument that was passed as an empty
text, selects everything but what was meant.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors'],
  },
  messages: {
    argument: ({ label, users }: { label: string; users: string }) => ({
      message: `the argument is empty, so \`${label}=""\` selects the series without that label${users}`,
      why: 'an empty value is the same as no label: whatever carries it is left out',
      help: `pass a value; to select any, write \`${label}=~"…|.+"\``,
    }),
    literal: ({ label, users }: { label: string; users: string }) => ({
      message: `\`${label}=""\` selects the series without that label${users}`,
      why: 'an empty value is the same as no label: the pods of the rollout are left out',
      help: `pass the hash of the canary: \`${label}="{{args.canary-hash}}"\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(
          asking('sum(rate(errors_total{app="{{args.app}}"}[5m])) or vector(0)', { args: '- name: app' }),
          canary(
            'steps:\n  - setWeight: 20\n  - pause: {duration: 10m}\n  - analysis:\n      templates:\n        - templateName: error-rate\n      args:\n        - name: app\n          value: ""',
          ),
        ),
        finds: ['argument@app="{{args.app}}"'],
      },
      {
        yaml: asking('sum(rate(errors_total{rollouts_pod_template_hash=""}[5m])) or vector(0)'),
        finds: ['literal@rollouts_pod_template_hash=""'],
      },
    ],
    good: [
      {
        title: 'On purpose.',
        yaml: asking('sum(rate(container_cpu_usage_seconds_total{image!="",container=""}[5m]))'),
      },
    ],
  },
  check(ctx) {
    for (const { at, data } of placesIn(ctx, (query) => empty(query, ctx.settings.podHashLabels)))
      ctx.report(data.id, { at, data });
  },
});

interface Empty {
  readonly id: 'argument' | 'literal';
  readonly label: string;
}

function* empty({ expr, toFile, view }: SoundQuery, hashLabels: readonly string[]): Iterable<QueryPlace<Empty>> {
  for (const { label, op, value, span } of selectorsOf(expr).flatMap(({ matchers }) => matchers)) {
    if ((op !== '=' && op !== '=~') || value.text !== '' || value.holes.length > 0) continue;
    const place = toFile(span);
    const written = view.manifest.file.text.slice(place.start, place.end);
    if (written.includes('{{')) yield { span, data: { id: 'argument', label: label.text } };
    else if (isHashLabel(label.text, hashLabels)) yield { span, data: { id: 'literal', label: label.text } };
  }
}

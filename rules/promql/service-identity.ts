import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { metricNameOf, selectorsOf } from '../../src/promql/index.ts';

export const serviceIdentity = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/service-identity',
  severity: 'warning',
  docs: {
    summary: 'Istio’s labels for a service are given the other form of its name.',
    details: `In Istio's metrics \`destination_service\` is the host of the service, \`checkout.shop.svc.cluster.local\`, and \`destination_service_name\`
its bare name, \`checkout\`. With the forms exchanged no series is selected.`,
    references: ['istio.io/latest/docs/reference/config/metrics'],
  },
  messages: {
    host: ({ value, short, users }: { value: string; short: string; users: string }) => ({
      message: `\`destination_service_name\` holds the bare name, not a host such as \`${value}\`${users}`,
      why: 'no series has this value, so the answer is empty',
      help: `pass \`${short}\`, or match with \`destination_service\``,
    }),
    name: ({ value, users }: { value: string; users: string }) => ({
      message: `\`destination_service\` holds the host of a service, not a bare name such as \`${value}\`${users}`,
      why: 'no series has this value, so the answer is empty',
      help: `match with \`destination_service_name\`, or write \`${value}.NAMESPACE.svc.cluster.local\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking(
          'sum(rate(istio_requests_total{destination_service_name="checkout.shop.svc.cluster.local",response_code=~"5.."}[2m])) or vector(0)',
        ),
        finds: ['host@destination_service_name="checkout.shop.svc.cluster.local"'],
      },
      {
        yaml: asking(
          'sum(rate(istio_requests_total{destination_service="{{args.service}}",response_code=~"5.."}[2m])) or vector(0)',
          { args: '- name: service\n  value: checkout' },
        ),
        finds: ['name@destination_service="{{args.service}}"'],
      },
    ],
    good: [
      {
        yaml: asking(
          'sum(rate(istio_requests_total{destination_service_name="checkout",response_code=~"5.."}[2m])) or vector(0)',
        ),
      },
      {
        yaml: asking(
          'sum(rate(istio_requests_total{destination_service=~"checkout.*",response_code=~"5.."}[2m])) or vector(0)',
        ),
      },
    ],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const { at, data, query } of placesIn(ctx, exchanged)) {
      // One value is one mistake, however many selectors have it.
      if (told.has(data.value)) continue;
      told.add(data.value);
      const related = query.bindings.flatMap(({ args }) =>
        [...args.values()].flatMap(({ value, passed }) =>
          value === data.value && passed !== undefined
            ? [
                {
                  at: { file: passed.manifest.file.path, span: passed.manifest.valueSpan([...passed.path, 'value']) },
                  label: 'passed here',
                },
              ]
            : [],
        ),
      );
      ctx.report(data.id, { at, data, related });
    }
  },
});

/** A host: at least a namespace after the name. Addresses of external services have dots, too. */
const HOST = /^[\w-]+\.[\w-]+\.svc(?:\.[\w.-]+)?$/;
const BARE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

interface Exchanged {
  readonly id: 'host' | 'name';
  readonly value: string;
  readonly short: string;
}

function* exchanged({ expr }: SoundQuery): Iterable<QueryPlace<Exchanged>> {
  for (const selector of selectorsOf(expr)) {
    if (metricNameOf(selector)?.startsWith('istio_') !== true) continue;
    for (const { label, op, value, span } of selector.matchers) {
      // A pattern that looks like a plain text is one.
      if ((op !== '=' && op !== '=~') || value.holes.length > 0) continue;
      const data = { value: value.text, short: value.text.split('.')[0] ?? '' };
      if (label.text === 'destination_service_name' && HOST.test(value.text))
        yield { span, data: { id: 'host', ...data } };
      if (label.text === 'destination_service' && BARE.test(value.text)) yield { span, data: { id: 'name', ...data } };
    }
  }
}

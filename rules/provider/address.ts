import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { type AddressText, addressesOf, saysHowItBegins } from '../../src/lint/kit/metrics/addresses.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { errorsAlways, givenAt } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';

const prometheus = (address: string) =>
  template(`interval: 1m\nprovider:\n  prometheus:\n    address: ${address}\n    query: vector(1)`);

interface Data {
  readonly value: string;
  readonly users: string;
  readonly text: string;
}

export const address = defineRule({
  id: 'provider/address',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'An address is not a URL that the controller can call: mostly, its scheme is missing.',
    details: `Addresses of Prometheus, web, Graphite, SkyWalking and Kayenta metrics need \`http://\` or \`https://\` and a host. Without it Go
reads the host of \`prometheus:9090\` as a scheme. A port may be left out. An absent address of a Prometheus metric is fine: the controller may
have one of its own (\`ARGO_ROLLOUTS_PROMETHEUS_ADDRESS\`).`,
    references: [
      'argo-rollouts metricproviders/prometheus/prometheus.go NewPrometheusAPI',
      'argo-rollouts metricproviders/webmetric/webmetric.go Run',
      'Go net/url Parse',
    ],
  },
  messages: {
    scheme: ({ value, users, text, meant }: Data & { meant: string | undefined }) => ({
      message: `\`${value}\`${users} has no \`http://\` or \`https://\``,
      why: errorsAlways(text),
      help: meant === undefined ? 'write a whole URL: `http://host:port`' : `write \`${meant}\``,
    }),
    otherScheme: ({ scheme, users, text }: Data & { scheme: string }) => ({
      message: `\`${scheme}\`${users} is no scheme that the controller can call`,
      why: errorsAlways(text),
      help: 'write `http` or `https`',
    }),
    host: ({ value, users, text }: Data) => ({
      message: `\`${value}\`${users} names no host`,
      why: errorsAlways(text),
      help: 'two slashes and a host follow the scheme: `http://host:port`',
    }),
    malformed: ({ value, users, text }: Data) => ({
      message: `\`${value}\`${users} is no URL`,
      why: errorsAlways(text),
      help: value === value.trim() ? 'write `http://host:port`' : 'take the space at its edge away',
    }),
  },
  examples: {
    bad: [
      {
        yaml: prometheus('prometheus.monitoring:9090'),
        finds: ['scheme@prometheus.monitoring:9090'],
        fixed: prometheus('http://prometheus.monitoring:9090'),
      },
      { yaml: prometheus('http:/prometheus.monitoring:9090'), finds: ['host@http:/prometheus.monitoring:9090'] },
      { yaml: prometheus('htp://prometheus.monitoring'), finds: ['otherScheme@htp://prometheus.monitoring'] },
      { yaml: prometheus('http://prometheus monitoring'), finds: ['malformed@http://prometheus monitoring'] },
    ],
    good: [
      { yaml: prometheus('https://prometheus.example.com/prefix') },
      {
        title: 'The controller may know an address.',
        yaml: template('interval: 1m\nprovider: {prometheus: {query: vector(1)}}'),
      },
    ],
  },
  check(ctx) {
    for (const { part, path, texts } of addressesOf(ctx.manifest, ctx.bindings)) {
      const faults = texts.flatMap((text) => {
        const fault = faultOf(text, part.name === 'prometheus' && path.at(-1) === 'address');
        return fault === undefined ? [] : [{ ...fault, address: text }];
      });
      const [first] = faults;
      if (first === undefined) continue;
      const { bound, value } = first.address;
      const at = ctx.manifest.valueSpan(path);
      const users = asUsedBy(bound.bindings, bound.bindings.length === ctx.bindings.length);
      const related = faults.flatMap(({ address: each }) => givenAt(each.bound));
      const data = { value, users, text: first.text };
      if (first.fault === 'scheme') {
        const meant = isBareHost(value) ? `${/:443(?:\/|$)/.test(value) ? 'https' : 'http'}://${value}` : undefined;
        const start = bound.text.toFile({ start: 0, end: 0 });
        const isWritten = value === bound.field.text.value;
        ctx.report('scheme', {
          at,
          data: { ...data, meant },
          related,
          ...(meant === undefined || !isWritten
            ? {}
            : {
                fix: {
                  kind: 'unsafe',
                  title: `Write ${meant}`,
                  edits: [{ span: start, text: meant.slice(0, meant.length - value.length) }],
                },
              }),
        });
      } else if (first.fault === 'otherScheme') {
        ctx.report('otherScheme', { at, data: { ...data, scheme: first.address.url?.scheme ?? '' }, related });
      } else ctx.report(first.fault, { at, data, related });
    }
  },
});

/** `host`, `host:port`, `10.0.0.1/path`, but no misspelt scheme. */
const isBareHost = (value: string): boolean => /^(?!https?[:/])[\w.-]+(?::\d+)?(?:\/.*)?$/i.test(value);

interface Fault {
  readonly fault: 'scheme' | 'otherScheme' | 'host' | 'malformed';
  /** The controller's words. */
  readonly text: string;
}

function faultOf(address: AddressText, isPrometheus: boolean): Fault | undefined {
  const { value, url, error } = address;
  // The controller may have an address where this one is empty.
  if (!saysHowItBegins(address) || (isPrometheus && value === '')) return undefined;
  const isHttp = url?.scheme === 'http' || url?.scheme === 'https';
  if (isHttp && url.host !== '') return undefined;
  const isUrl = url !== undefined && url.scheme !== '' && url.host !== '';
  const call = url === undefined ? error : `unsupported protocol scheme "${url.scheme}"`;
  const text =
    isPrometheus && !isUrl ? 'prometheus address is not is url format' : isHttp ? 'no Host in request URL' : call;
  if (isHttp) return { fault: 'host', text };
  if (isUrl) return { fault: 'otherScheme', text };
  return { fault: url === undefined && !isBareHost(value) ? 'malformed' : 'scheme', text };
}

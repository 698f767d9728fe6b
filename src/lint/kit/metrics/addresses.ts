import { type GoUrl, hostnameOf, parseUrl } from '../../../go/url.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { ProviderName } from '../../../manifest/metric.ts';
import type { BoundText } from '../../../workspace/bound-metric.ts';
import type { Binding } from '../../../workspace/workspace.ts';
import type { JsonPath } from '../../../yaml/tree.ts';
import { type ProviderPart, providersOf, textsAt } from './provider.ts';

/** An address as some of the bindings fill it in. */
export interface AddressText {
  readonly bound: BoundText;
  /** As it is sent, what is not known left as its placeholder. */
  readonly value: string;
  /** Undefined where Go refuses the address. */
  readonly url: GoUrl | undefined;
  /** Go's words where it refuses. */
  readonly error: string;
  /** Without port and brackets; undefined where a part of it is not known. */
  readonly hostname: string | undefined;
}

/** A field that holds an address, with all that the bindings make of it. */
export interface Address {
  readonly part: ProviderPart;
  readonly path: JsonPath;
  /** `address`, `url` or `tokenUrl`. */
  readonly field: string;
  readonly texts: readonly AddressText[];
}

const FIELDS: readonly (readonly [ProviderName, readonly (readonly string[])[]])[] = [
  ['prometheus', [['address'], ['authentication', 'oauth2', 'tokenUrl']]],
  ['web', [['url'], ['authentication', 'oauth2', 'tokenUrl']]],
  ['graphite', [['address']]],
  ['skywalking', [['address']]],
  ['kayenta', [['address']]],
];

/** The addresses that the providers of the manifest's metrics call over HTTP. Texts that a tool has to fill in first are left out. */
export function addressesOf(manifest: Manifest, bindings: readonly Binding[]): readonly Address[] {
  let addresses = known.get(bindings);
  if (addresses === undefined) {
    addresses = findAddresses(manifest, bindings);
    known.set(bindings, addresses);
  }
  return addresses;
}

/** Several rules ask about the same ones; each object has bindings of its own. */
const known = new WeakMap<readonly Binding[], readonly Address[]>();

function findAddresses(manifest: Manifest, bindings: readonly Binding[]): readonly Address[] {
  return FIELDS.flatMap(([name, fields]) =>
    providersOf(manifest, name).flatMap((part) =>
      fields.flatMap((field) => {
        const path = [...part.path, ...field];
        const texts = textsAt(manifest, path, bindings)
          .filter(({ text }) => !isPlaceholder(text.value))
          .map(addressText);
        return texts.length === 0 ? [] : [{ part, path, field: field.at(-1) ?? '', texts }];
      }),
    ),
  );
}

/** `${PROMETHEUS}`, `<host>`, `$(x)`, `%X%`, `PROMETHEUS_ADDRESS`: what sed, envsubst or a reader replaces. */
const isPlaceholder = (text: string): boolean =>
  /[$<>]|%[A-Za-z_]{3,}%|__\w+__|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text);

function addressText(bound: BoundText): AddressText {
  const { value } = bound.text;
  // A digit fits wherever something may be missing: in a host, a port and a path.
  const whole = bound.open.reduceRight(
    (text, { span }) => text.slice(0, span.start) + '1'.repeat(span.end - span.start) + text.slice(span.end),
    value,
  );
  const parsed = parseUrl(whole);
  const url = parsed.ok ? parsed.url : undefined;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(value)?.[1] ?? '';
  const isKnown = bound.open.length === 0 || !host.includes('{{');
  return {
    bound,
    value,
    url,
    error: parsed.ok ? '' : parsed.error,
    hostname: url === undefined || !isKnown ? undefined : hostnameOf(url).toLowerCase(),
  };
}

/** True if an address can be judged though it is not wholly known: it says how it begins. */
export const saysHowItBegins = ({ bound, value }: AddressText): boolean =>
  bound.open.length === 0 || (!value.startsWith('{{') && /^[^{]*[.:/]/.test(value));

/** True if the metric's object stands in the namespace of the controller, as far as its usual name tells. */
export const isBesideController = (manifest: Manifest): boolean => manifest.namespace === 'argo-rollouts';

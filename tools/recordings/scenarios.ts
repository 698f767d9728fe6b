import type { Chance } from './chance.ts';
import { BEGIN_SECONDS, exposition, Family, type Labels, latencies, RELEASE_SECONDS, requests } from './scrapes.ts';

const MINUTE = 60;
const END_SECONDS = BEGIN_SECONDS + 20 * MINUTE;

const STABLE = '6d4b75cb6d';
const CANARY = '7f5b8c9d4';
/** Pods of a new revision are scraped for the first time soon after it is applied. */
const FIRST_SCRAPE = RELEASE_SECONDS + 5;

const job = (name: string): Labels => ({ job: name, namespace: 'production' });

/** The service of both articles: stable pods all the time, and a canary that fails this share of its requests. */
const release =
  (errorShare: number) =>
  (chance: Chance): string => {
    const family = new Family('http_requests_total');
    const canary = { labels: { ...job('checkout-service-canary'), method: 'GET' }, perSecond: 20 };
    const stable = { labels: { ...job('checkout-service-stable'), method: 'GET' }, perSecond: 80 };
    requests(family, { ...stable, from: BEGIN_SECONDS, until: END_SECONDS }, 0.002, chance);
    requests(family, { ...canary, from: FIRST_SCRAPE, until: END_SECONDS }, errorShare, chance);
    return exposition(family);
  };

/** Latencies of stable and canary pods; the canary's median is the stable one's times `factor`. */
const latency =
  (factor: (seconds: number) => number) =>
  (chance: Chance): string => {
    const family = new Family('http_request_duration_seconds_bucket');
    const labels = (hash: string) => ({ ...job('checkout-service'), rollouts_pod_template_hash: hash });
    const stable = { labels: labels(STABLE), perSecond: 40, from: BEGIN_SECONDS, until: END_SECONDS };
    const canary = { labels: labels(CANARY), perSecond: 10, from: FIRST_SCRAPE, until: END_SECONDS };
    latencies(family, stable, () => 0.06, chance);
    latencies(family, canary, (at) => 0.06 * factor(at), chance);
    return exposition(family);
  };

/** Code that is not compiled yet: four times as slow for the first minute. */
const coldMinute = (at: number): number => (at <= FIRST_SCRAPE + MINUTE ? 4 : 1);

const SERVICES = ['cart', 'catalogue', 'checkout', 'payments', 'search', 'shipping'];

/** Six services after the label `service` was renamed to `app`. */
function sixServices(chance: Chance): string {
  const family = new Family('http_requests_total');
  for (const app of SERVICES) {
    const labels = { app, namespace: 'production' };
    requests(family, { labels, perSecond: 12, from: BEGIN_SECONDS, until: END_SECONDS }, 0.002, chance);
  }
  return exposition(family);
}

/** By name of the file. */
export const recordings: Readonly<Record<string, (chance: Chance) => string>> = {
  'half-a-percent': release(0.005),
  'four-percent': release(0.04),
  'as-fast': latency(() => 1),
  slower: latency(() => 1.6),
  'cold-minute': latency(coldMinute),
  'six-services': sixServices,
};

import { describeFlags } from '../flags.ts';
import { QUERY_FLAGS } from './flags.ts';

export const QUERY_HELP = `rolloutlint query asks a recording, or a server, as a canary's analysis would.

Usage:
  rolloutlint query EXPR --recording FILE [--time TIME | --start TIME --end TIME --step DURATION]
  rolloutlint query EXPR --prometheus URL …

Times are relative to the end of a recording, or to now for a server: that is also when a query without --time is asked.
An empty answer says on stderr which selector matched nothing, and what would have matched.

Flags:
${describeFlags(QUERY_FLAGS)}
Examples:
  rolloutlint query 'sum by (code) (rate(http_requests_total[5m]))' --recording tuesday.om.gz --time 2026-03-01T10:05:00Z
  rolloutlint query 'job:latency:p99' --recording tuesday.om.gz --rules rules.yaml --start start --step 1m
  rolloutlint query up --prometheus https://thanos.example --format json

Exit codes: 0 answered, if with nothing; 1 the query fails on this data; 2 wrong usage, a query that does not parse, a
recording or a server that cannot be read; 3 a bug of rolloutlint.
`;

import { describeFlags } from '../flags.ts';
import { RECORD_FLAGS } from './flags.ts';

export const RECORD_HELP = `rolloutlint record saves the series that the queries of manifests read, for replay and query.

Usage:
  rolloutlint record MANIFEST... --prometheus URL --from TIME [--to TIME] -o FILE

Selectors are filled in with the arguments that the manifests pass, and reach back as far as ranges, offsets, subqueries,
recording rules (those among the manifests, and --rules) and the look-back need. A condition on an argument without a
value is left out, with a word about it; --arg gives the value. Nothing else of the server is in the file. The API does not
tell when a series ended: in the recording it ends five minutes after its last sample.

What is fetched is kept in FILE.parts until the file is whole: after Ctrl-C or an error the same command goes on from there.

Flags:
${describeFlags(RECORD_FLAGS)}
Examples:
  rolloutlint record k8s/ --prometheus http://localhost:9090 --from -2h -o now.om.gz
  rolloutlint record k8s/ --prometheus https://thanos.example --from 2026-03-01T09:00:00Z --to 2026-03-01T11:00:00Z \\
    --arg service=checkout -o tuesday.om.gz

Exit codes: 0 written, 1 the server has nothing of it, 2 wrong usage or a server that cannot be read, 3 a bug of
rolloutlint, 130 interrupted.
`;

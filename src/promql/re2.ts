// The only module that imports the RE2 engine; src/promql/prepare.ts loads it when the first query is due.
export { RE2JS } from 're2js';

import { quote } from '../../../go/quote.ts';
import { nearest } from '../../../text/nearest.ts';
import type { AggregateExpr, HoleText } from '../../ast.ts';
import { isOlder, type PromqlFeatures } from '../../features.ts';
import { AGGREGATORS, FUNCTIONS, type FunctionSignature } from '../../functions.ts';
import type { ErrorList, PromqlErrorCode } from '../errors.ts';
import type { BuildContext } from './postfix.ts';

/** What a server of release `prometheus` says of functions and aggregations while it parses. */
export function serverContext(errors: ErrorList, features: PromqlFeatures, prometheus: string): BuildContext {
  return {
    errors,
    features,
    functionNamed: (name, at) => functionNamed(name, at, errors, features, prometheus),
    aggregation: (expr, args, expected) => checkAggregation(expr, args, expected, errors, features),
  };
}

function functionNamed(
  name: HoleText,
  at: number,
  errors: ErrorList,
  features: PromqlFeatures,
  prometheus: string,
): FunctionSignature | undefined {
  const func = FUNCTIONS.get(name.text);
  const fail = (code: PromqlErrorCode, message: string, upstream: string, help?: string): undefined => {
    errors.add(at, { span: name.span, code, message, ...(help === undefined ? {} : { help }), upstream });
    return undefined;
  };
  const unknown = `unknown function with name ${quote(name.text)}`;
  if (func === undefined) {
    const guess = guessFunction(name.text);
    return fail('unknown-function', unknown, unknown, guess === undefined ? undefined : `did you mean \`${guess}\`?`);
  }
  if (func.until !== undefined && !isOlder(prometheus, func.until)) {
    const help = func.successor === undefined ? undefined : `write \`${func.successor}\``;
    return fail('not-in-version', `\`${func.name}\` is gone since Prometheus ${func.until}`, unknown, help);
  }
  if (isOlder(prometheus, func.since)) {
    const message = `\`${func.name}\` came with Prometheus ${func.since}; the target is ${prometheus}`;
    return fail('not-in-version', message, unknown);
  }
  const experimental = func.stableSince === undefined ? func.experimental : isOlder(prometheus, func.stableSince);
  if (experimental && !features.experimentalFunctions) {
    const upstream = `function ${quote(func.name)} is not enabled`;
    errors.add(at, {
      span: name.span,
      code: 'not-enabled',
      message: `\`${func.name}\` is experimental`,
      help: 'the server needs `--enable-feature=promql-experimental-functions`',
      upstream,
    });
  }
  return func;
}

function guessFunction(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower !== name && FUNCTIONS.has(lower)) return lower;
  return nearest(name, [...FUNCTIONS.keys(), ...Object.keys(AGGREGATORS)]);
}

/** parse.go newAggregateExpr. */
function checkAggregation(
  expr: AggregateExpr,
  args: number,
  expected: number,
  errors: ErrorList,
  features: PromqlFeatures,
): void {
  const fail = (code: PromqlErrorCode, upstream: string): void => {
    errors.add(expr.span.end, { span: expr.span, code, message: upstream, upstream });
  };
  if (args === 0) fail('aggregation-arguments', 'no arguments for aggregate expression provided');
  else if (AGGREGATORS[expr.op].experimental && !features.experimentalFunctions) {
    const flag = 'must be enabled with --enable-feature=promql-experimental-functions';
    fail('not-enabled', `${expr.op}() is experimental and ${flag}`);
  } else if (args !== expected) {
    fail(
      'aggregation-arguments',
      `wrong number of arguments for aggregate expression provided, expected ${expected}, got ${args}`,
    );
  }
}

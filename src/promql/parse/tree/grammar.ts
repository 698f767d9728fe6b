// The only module that imports the grammar; src/promql/prepare.ts loads it when the first query is due.
export {
  AggregateExpr,
  BinaryExpr,
  FunctionCall,
  ParenExpr,
  parser,
  UnaryExpr,
  VectorSelector,
} from '@prometheus-io/lezer-promql';

import { pow } from '../go/math.ts';
import type { ArithmeticOp } from './ast.ts';

/** What an operator makes of two numbers (promql/engine.go scalarBinop). */
export function calculate(op: ArithmeticOp, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return pow(a, b);
    case 'atan2':
      return Math.atan2(a, b);
  }
}

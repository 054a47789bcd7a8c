// Formulas of calculated tests (LAB-34): numbers, `{TEST}`, + - * / and brackets; exact decimals, no code is ever run.
import { add, type Decimal, divide, multiply, negate, parseDecimal } from '../kernel/decimal.ts';

export type Expression =
  | { kind: 'number'; value: Decimal }
  | { kind: 'test'; code: string }
  | { kind: 'negate'; of: Expression }
  | { kind: '+' | '-' | '*' | '/'; left: Expression; right: Expression };

export type ParsedFormula =
  | { ok: true; expression: Expression; codes: string[] }
  | { ok: false; at: number; problem: string };

/** Enough for any quotient that is rounded to at most six decimals afterwards. */
const QUOTIENT_DECIMALS = 12;
const MAX_DEPTH = 50;

type Token = { at: number; text: string };

function tokenize(text: string): Token[] | { at: number } {
  const tokens: Token[] = [];
  const pattern = /\s*(\{[^{}]+\}|\d+(?:\.\d+)?|[-+*/()])/uy;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return { at };
    at = pattern.lastIndex;
    tokens.push({ at: at - (match[1] ?? '').length, text: match[1] ?? '' });
  }
  return tokens;
}

class FormulaError extends Error {
  readonly at: number;
  constructor(at: number, problem: string) {
    super(problem);
    this.at = at;
  }
}

/** Reads a formula; says where and why when it cannot be read. */
export function parseFormula(text: string): ParsedFormula {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return { ok: false, at: tokens.at, problem: 'unexpected character' };
  const codes = new Set<string>();
  let index = 0;
  const peek = () => tokens[index]?.text;
  const next = (): Token => {
    const token = tokens[index];
    if (token === undefined) throw new FormulaError(text.length, 'the formula ends too early');
    index += 1;
    return token;
  };

  function primary(depth: number): Expression {
    const token = next();
    if (depth > MAX_DEPTH) throw new FormulaError(token.at, 'too many brackets');
    if (token.text === '-') return { kind: 'negate', of: primary(depth + 1) };
    if (token.text === '(') {
      const inner = sum(depth + 1);
      const closing = next();
      if (closing.text !== ')') throw new FormulaError(closing.at, 'a closing bracket is missing');
      return inner;
    }
    if (token.text.startsWith('{')) {
      const code = token.text.slice(1, -1).trim();
      if (code === '') throw new FormulaError(token.at, 'a test code is missing');
      codes.add(code);
      return { kind: 'test', code };
    }
    const value = parseDecimal(token.text);
    if (value === null) throw new FormulaError(token.at, `a number, {test} or bracket is expected, not ${token.text}`);
    return { kind: 'number', value };
  }
  function product(depth: number): Expression {
    let left = primary(depth);
    for (let sign = peek(); sign === '*' || sign === '/'; sign = peek()) {
      next();
      left = { kind: sign, left, right: primary(depth) };
    }
    return left;
  }
  function sum(depth: number): Expression {
    let left = product(depth);
    for (let sign = peek(); sign === '+' || sign === '-'; sign = peek()) {
      next();
      left = { kind: sign, left, right: product(depth) };
    }
    return left;
  }

  try {
    const expression = sum(0);
    const rest = tokens[index];
    if (rest !== undefined) return { ok: false, at: rest.at, problem: `unexpected ${rest.text}` };
    return { ok: true, expression, codes: [...codes] };
  } catch (error) {
    if (error instanceof FormulaError) return { ok: false, at: error.at, problem: error.message };
    throw error;
  }
}

/** Null when an operand is missing or a division by zero happens: never a value made up from nothing. */
export function evaluate(expression: Expression, operand: (code: string) => Decimal | null): Decimal | null {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'test':
      return operand(expression.code);
    case 'negate': {
      const inner = evaluate(expression.of, operand);
      return inner === null ? null : negate(inner);
    }
    case '+':
    case '-':
    case '*':
    case '/': {
      const left = evaluate(expression.left, operand);
      const right = evaluate(expression.right, operand);
      if (left === null || right === null) return null;
      if (expression.kind === '+') return add(left, right);
      if (expression.kind === '-') return add(left, negate(right));
      return expression.kind === '*' ? multiply(left, right) : divide(left, right, QUOTIENT_DECIMALS);
    }
    default:
      return expression satisfies never;
  }
}

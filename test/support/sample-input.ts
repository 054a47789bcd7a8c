// The smallest input that a procedure of the contract takes, made from its schema: for tests that call every procedure there is.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

interface Node {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  prefixItems?: Node[];
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  $ref?: string;
  $defs?: Record<string, Node>;
}

/** A name may stand for a text here and for a number there. */
function fits(value: unknown, { type, format, anyOf = [] }: Node): boolean {
  if (anyOf.some((part) => fits(value, part))) return true;
  if (format === 'uuid') return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  return type === (Array.isArray(value) ? 'array' : typeof value);
}

/** @param given values by the name of their field; what is not given is the smallest that fits */
export function sampleInput(schema: z.ZodType, given: Readonly<Record<string, unknown>>, now: () => Date): unknown {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  const text = ({ format, minLength = 0 }: Node): string => {
    if (format === 'uuid') return randomUUID();
    if (format === 'date') return now().toISOString().slice(0, 10);
    if (format === 'date-time') return now().toISOString();
    return 'x'.repeat(Math.max(minLength, 1));
  };
  const of = (node: Node, name: string): unknown => {
    if (Object.hasOwn(given, name) && fits(given[name], node)) return given[name];
    if (node.$ref) return of(whole.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {}, name);
    if (node.const !== undefined) return node.const;
    if (node.enum) return node.enum[0];
    const [first] = node.anyOf ?? node.oneOf ?? node.allOf ?? [];
    if (first) return of(first, name);
    switch (node.type) {
      case 'object': {
        const required = Object.entries(node.properties ?? {}).filter(
          ([key]) => node.required?.includes(key) || Object.hasOwn(given, key),
        );
        return Object.fromEntries(required.map(([key, part]) => [key, of(part, key)]));
      }
      case 'array':
        return node.prefixItems
          ? node.prefixItems.map((part) => of(part, name))
          : Array.from({ length: node.minItems ?? 0 }, () => of(node.items ?? {}, name));
      case 'string':
        return text(node);
      case 'integer':
      case 'number':
        return Math.max(node.minimum ?? 0, (node.exclusiveMinimum ?? -1) + 1);
      case 'boolean':
        return false;
      default:
        return null;
    }
  };
  return of(whole, '');
}

// What is drawn of a report is its beginning as it is read, and it is known how much is left.
import { expect, test } from 'vitest';
import type { OutlineNode } from '../../../core/imaging/objects/sr-text.ts';
import { outlinePart } from './outline-part.ts';

const node = (name: string, kind: OutlineNode['kind'], children: OutlineNode[] = [], folded = false): OutlineNode => ({
  name: { zh: name, en: name },
  value: { zh: '', en: '' },
  kind,
  modifier: false,
  reference: null,
  folded,
  children,
});
const names = (nodes: readonly OutlineNode[]): unknown[] =>
  nodes.map((one) => (one.children.length > 0 ? [one.name.zh, ...names(one.children)] : one.name.zh));

test('parents come before their children, and the end is cut inside them', () => {
  const body = [node('a', 'heading', [node('b', 'text', [node('c', 'text')]), node('d', 'text')]), node('e', 'text')];
  expect(names(outlinePart(body, 3).part)).toEqual([['a', ['b', 'c']]]);
  expect(outlinePart(body, 3).total).toBe(5);
  expect(names(outlinePart(body, 5).part)).toEqual([['a', ['b', 'c'], 'd'], 'e']);
});

test('the library of all images takes one place, so that what stands behind it is seen', () => {
  const images = Array.from({ length: 40 }, (_, at) => node(`i${at}`, 'reference'));
  const body = [node('library', 'heading', [...images, node('deep', 'text')], true), node('found', 'text')];
  const { part, total } = outlinePart(body, 2);
  expect(part.map(({ name }) => name.zh)).toEqual(['library', 'found']);
  expect(part[0]?.children).toHaveLength(41);
  expect(total).toBe(2);
});

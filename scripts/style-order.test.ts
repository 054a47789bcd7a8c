// Whatever the bundler said about shared styles, ours come after those that they override.
import { expect, test } from 'vitest';
import { withStylesInOrder } from './style-order.ts';

const page = (...names: string[]) =>
  `<head>\n${names.map((name) => `    <link rel="stylesheet" crossorigin href="./assets/${name}-AbC_d-9.css">\n`).join('')}  </head>\n`;

test('Blueprint comes before the design that overrides it, and both before the rest, whatever the bundler said', () => {
  expect(withStylesInOrder(page('view', 'design', 'index', 'blueprint'))).toBe(
    page('blueprint', 'design', 'view', 'index'),
  );
  expect(withStylesInOrder(page('view', 'design'))).toBe(page('design', 'view'));
  expect(withStylesInOrder('<head></head>')).toBe('<head></head>');
});

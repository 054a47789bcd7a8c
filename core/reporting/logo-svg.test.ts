// SVG logos: drawings are taken, whatever could run or load is refused by name.
import { expect, test } from 'vitest';
import { svgVerdict } from './logo-svg.ts';

const svg = (inner: string, attributes = '') =>
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inner}</svg>`;

test.each([
  '<circle cx="5" cy="5" r="4" fill="#0a5"/>',
  '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><path fill="url(#a)" d="M0 0H9"/>',
  '<metadata><rdf:RDF><cc:Work/></rdf:RDF></metadata><g style="fill:red"><path d="M0 0"/></g>',
])('taken: %s', (inner) => expect(svgVerdict(svg(inner))).toEqual({ refusal: null, what: '' }));

test.each([
  ['<script>alert(1)</script>', 'script', 'script'],
  ['<SCRIPT/>', 'script', 'SCRIPT'],
  ['<path onload="x()" d=""/>', 'script', 'onload'],
  ['<g><foreignObject/></g>', 'script', 'foreignObject'],
  ['<animate attributeName="href"/>', 'script', 'animate'],
  ['<path style="fill:java&#x73;cript:1" d=""/>', 'script', 'style'],
  ['<image href="http://x/y.png"/>', 'reference', 'image'],
  ['<use xlink:href="#a"/>', 'reference', 'use'],
  ['<path fill="url(http://x/y)" d=""/>', 'reference', 'fill'],
  ['<path fill="url( &quot;//x&quot;)" d=""/>', 'reference', 'fill'],
  ['<linearGradient xlink:href="file:///etc/passwd"/>', 'reference', 'xlink:href'],
  ['<style>@import "x"</style>', 'reference', 'style'],
  ['<text>医院</text>', 'text', 'text'],
  ['<video/>', 'elementUnknown', 'video'],
])('refused: %s', (inner, refusal, what) => expect(svgVerdict(svg(inner))).toEqual({ refusal, what }));

test('refused as a file: entities, a stylesheet, another root, a cut one', () => {
  expect(svgVerdict(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg('').slice(21)}`).refusal).toBe('doctype');
  expect(svgVerdict(`<?xml-stylesheet href="x.css"?>${svg('').slice(21)}`).refusal).toBe('reference');
  expect(svgVerdict('<html/>').refusal).toBe('elementUnknown');
  expect(svgVerdict('<g/>')).toEqual({ refusal: 'notSvg', what: 'g' });
  expect(svgVerdict(svg('<path d="M0 0"/>').slice(0, -4)).refusal).toBe('notSvg');
  expect(svgVerdict('').refusal).toBe('notSvg');
  expect(svgVerdict(svg('<g>'.repeat(60) + '</g>'.repeat(60))).refusal).toBe('tooDeep');
});

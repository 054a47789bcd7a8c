// The order of the style sheets of a page. The bundler decides by what pages share, and rules of one weight go to the last: what
// Blueprint looks like comes first, then the suite's own design, which overrides it, then the rest.

/** Chunks of their own, in the order in which they are loaded. */
export const styleGroups = [
  { name: 'blueprint', test: /@blueprintjs[\\/](?:core|select)[\\/]lib[\\/]css[\\/]/, priority: 20 },
  { name: 'design', test: /renderer[\\/]design[\\/](?:tokens|base|parts)\.css/, priority: 10 },
];

const sheet = /[ \t]*<link rel="stylesheet"[^>]*>\n?/g;

/** @param html a page as the bundler wrote it; the same with its style sheets in order. */
export function withStylesInOrder(html: string): string {
  const sheets = html.match(sheet) ?? [];
  const rank = (link: string) => {
    const at = styleGroups.findIndex(({ name }) => new RegExp(`/${name}-[^/"]+\\.css"`).test(link));
    return at < 0 ? styleGroups.length : at;
  };
  const ordered = sheets.toSorted((left, right) => rank(left) - rank(right));
  let next = 0;
  return html.replaceAll(sheet, () => ordered[next++] ?? '');
}

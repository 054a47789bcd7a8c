// `npm run notices`: writes THIRD-PARTY-NOTICES.md from the lock file and the licence texts of the installed packages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './install-mark.mjs';

export const noticesFile = join(root, 'THIRD-PARTY-NOTICES.md');
/** Node's own licence names everything inside Node; it lies in the package, too long to repeat here. */
const longestText = 60_000;

function licenceOf(entry, folder) {
  if (entry.license) return entry.license;
  const manifest = join(folder, 'package.json');
  const { license, licenses } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  if (license) return typeof license === 'string' ? license : license.type;
  return (
    licenses?.map(({ type }) => type).join(' OR ') ??
    (textsIn(folder).some((text) => /MIT/.test(text)) ? 'MIT' : 'see text')
  );
}

function textsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r', '').trim());
}

/** Every package that a production installation may get, on any platform, as the lock file says. */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const seen = new Map();
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.dev || entry.link) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const folder = join(root, path);
    const key = `${name} ${entry.version}`;
    if (!seen.has(key))
      seen.set(key, { name, version: entry.version, licence: () => licenceOf(entry, folder), folder });
  }
  return [...seen.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** `name version` of each package in the list of a notices file. */
export function packagesIn(notices) {
  return [...notices.matchAll(/^\| (\S+) \| (\S+) \| .* \|$/gm)]
    .map(([, name, version]) => `${name} ${version}`)
    .slice(1);
}

function notices() {
  const packages = productionPackages();
  const byText = new Map();
  for (const { name, version, folder } of packages) {
    for (const text of textsIn(folder)) {
      const shown = text.length > longestText ? `The licence text is in the package (${name}/LICENSE).` : text;
      byText.set(shown, [...(byText.get(shown) ?? []), `${name} ${version}`]);
    }
  }
  const font = readFileSync(join(root, 'assets', 'fonts', 'OFL.txt'), 'utf8')
    .replaceAll('\r', '')
    .trim();
  byText.set(font, [...(byText.get(font) ?? []), 'Noto Sans SC (assets/fonts)']);
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence()} |`);
  const texts = [...byText].map(([text, names]) => {
    const quoted = text
      .split('\n')
      .map((line) => `    ${line}`.trimEnd())
      .join('\n');
    return `### ${names.join(', ')}\n\n${quoted}\n`;
  });
  return [
    '# Third-party notices',
    '',
    'Made by `npm run notices`; a test compares the list with package-lock.json. Packages of other platforms are listed too.',
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...rows,
    '| Noto Sans SC (assets/fonts) | | OFL-1.1 |',
    '',
    '## Licence texts',
    '',
    ...texts,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(noticesFile, notices());
  console.log(`${productionPackages().length} packages`);
}

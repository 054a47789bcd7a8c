// The third-party notices name exactly the packages that the lock file may install.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { noticesFile, packagesIn, productionPackages } from './notices.mjs';

test('THIRD-PARTY-NOTICES.md is up to date; else run `npm run notices`', () => {
  const wanted = productionPackages().map(({ name, version }) => `${name} ${version}`);
  expect(packagesIn(readFileSync(noticesFile, 'utf8'))).toEqual(wanted);
});

test('no package has a licence that forbids what Apache-2.0 allows', () => {
  const permissive =
    /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|Zlib|OFL-1\.1|BlueOak-1\.0\.0|MPL-2\.0|Python-2\.0|CC0-1\.0|Unlicense|MIT-0|BSL-1\.0|WTFPL)\b/;
  // A shared library of its own that the user may replace: LGPL 3 section 4 d.
  const replaceable = /^@img\/sharp-libvips-/;
  const doubtful = productionPackages().filter(
    (one) => !permissive.test(one.licence()) && !(replaceable.test(one.name) && one.licence().startsWith('LGPL-3.0')),
  );
  expect(doubtful.map(({ name, licence }) => `${name}: ${licence()}`)).toEqual([]);
});

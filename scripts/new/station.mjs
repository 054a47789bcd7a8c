// Skeleton of a station: its manifest, one screen, its texts in both languages, its guide.
import { addImport, addToList, camel, pascal, words } from './text.mjs';

export const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const idHint = 'the folder under workstations/, e.g. pharmacy';

export function skeleton(id) {
  const folder = `workstations/${id}`;
  return {
    files: {
      [`${folder}/station.ts`]: `// ${words(id)}: say here in one line who works at this station, and at what.
import type { StationManifest } from '../manifest.ts';

export const ${camel(id)}: StationManifest = {
  id: '${id}',
  title: { 'zh-CN': '${words(id)}', en: '${words(id)}' },
  rights: ['identity.admin'],
  theme: 'light',
};
`,
      [`${folder}/ui/index.tsx`]: `// The screens of ${words(id)}, in the order of its menu.
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import { texts } from './locales/index.ts';
import { Overview } from './overview.tsx';

export const station: StationUi = {
  screens: [{ id: 'overview', title: titleOf(texts, 'overview'), glyph: 'inbox', Component: Overview }],
};
`,
      [`${folder}/ui/overview.tsx`]: `// The first screen of ${words(id)}.
import { EmptyPanel } from '../../../renderer/parts/panels.tsx';
import { use${pascal(id)}Text } from './locales/index.ts';

export function Overview() {
  const text = use${pascal(id)}Text();
  return <EmptyPanel glyph="inbox" title={text('overview')} hint={text('overview.empty')} />;
}
`,
      [`${folder}/ui/locales/index.ts`]: `// Texts of ${words(id)} by typed key.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const texts = { 'zh-CN': zhCN, en };
export const use${pascal(id)}Text = defineTexts(texts);
`,
      [`${folder}/ui/locales/zh-CN.ts`]: `// Chinese texts of ${words(id)}: they define the keys.
export const zhCN = {
  overview: '总览',
  'overview.empty': '目前没有待办事项。',
};
`,
      [`${folder}/ui/locales/en.ts`]: `// English texts of ${words(id)}.
import type { zhCN } from './zh-CN.ts';

export const en: Record<keyof typeof zhCN, string> = {
  overview: 'Overview',
  'overview.empty': 'Nothing is waiting.',
};
`,
      [`${folder}/README.md`]: `# ${words(id)}

Who works here, at what, with which devices; which areas of the server it uses; what it goes on doing without the server.
`,
    },
    edits: {
      'workstations/index.ts': (text) =>
        addToList(
          addImport(text, `import { ${camel(id)} } from './${id}/station.ts';`),
          'export const stations = [',
          `{ manifest: ${camel(id)}, ui: () => import('./${id}/ui/index.tsx') }`,
        ),
    },
    next: `Choose its rights in ${folder}/station.ts; a host part goes to ${folder}/host.`,
  };
}

// One press to the other language: visitors have no preferences here yet.
import { usePreferences } from '../i18n/preferences.tsx';
import { useViewerText } from './use-viewer-text.ts';

export function LanguageButton() {
  const text = useViewerText();
  const { preferences, change } = usePreferences();
  return (
    <button
      type="button"
      className="link-language"
      title={text('language.more')}
      onClick={() => change({ locale: preferences.locale === 'en' ? 'zh-CN' : 'en' })}
    >
      {text('language')}
    </button>
  );
}

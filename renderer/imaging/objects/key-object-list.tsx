// Key objects: why they were chosen, in whose words, and each one click from its image.
import { conceptName } from '../../../core/imaging/objects/concepts.ts';
import type { KeyObjects } from '../../../core/imaging/objects/ko.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useObjectText } from './locales/use-object-text.ts';
import type { ShowImage } from './object-panel.tsx';

export function KeyObjectList({ keyObjects, onShow }: { keyObjects: KeyObjects; onShow: ShowImage | undefined }) {
  const text = useObjectText();
  const language = useLocale();
  const { title, modifiers, description, observer, references } = keyObjects;
  return (
    <article className="object-report">
      <h2>{[title, ...modifiers].map((code) => conceptName(code, language)).join(' · ')}</h2>
      <p className="object-facts">
        <span>{text('keys.count', { count: references.length })}</span>
        {observer ? <span>{observer}</span> : null}
      </p>
      {description ? <p className="object-words">{description}</p> : null}
      <ol className="object-images">
        {references.map(({ sopInstanceUid, frames, presentationUid }, index) => {
          const number = index + 1;
          const words =
            frames.length > 0
              ? text('keys.frame', { number, frames: frames.join(', ') })
              : text('keys.number', { number });
          return (
            <li key={index}>
              <button
                type="button"
                data-testid="key-image"
                disabled={!onShow}
                title={text('reference.show')}
                onClick={() => onShow?.({ sopInstanceUid, frame: frames[0] ?? 1, presentationUid })}
              >
                {words}
              </button>
            </li>
          );
        })}
      </ol>
    </article>
  );
}

// Choosing ordered items by code or name; all chosen ones must fit into one tube, which is shown.
import { InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { tubePrompt } from '../../../../core/lab/barcode-groups.ts';
import type { Dictionaries, OrderItemEntry } from '../../../../core/lab/dictionary.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { itemsMatching, tubesFor } from './register-form.ts';
import { useReceptionText } from './texts.ts';

interface ItemPickerProps {
  id: string;
  dictionaries: Dictionaries;
  codes: readonly string[];
  onChange: (codes: readonly string[]) => void;
}

const shownItems = 200;

export function ItemPicker({ id, dictionaries, codes, onChange }: ItemPickerProps) {
  const text = useReceptionText();
  const locale = useLocale();
  const language = locale === 'en' ? 'en' : 'zh';
  const [typed, setTyped] = useState('');
  const found = itemsMatching(typed, dictionaries).slice(0, shownItems);
  const [tube] = tubesFor(codes, dictionaries);
  const fits = (item: OrderItemEntry) => tubesFor([...codes, item.code], dictionaries).length === 1;
  const swatch = (container: string) => ({ background: dictionaries.container[container]?.colour });
  const toggle = (item: OrderItemEntry) => {
    if (codes.includes(item.code)) onChange(codes.filter((code) => code !== item.code));
    else if (fits(item)) onChange([...codes, item.code]);
    setTyped('');
  };
  return (
    <div className="reception-picker">
      <InputGroup
        id={id}
        value={typed}
        placeholder={text('register.find')}
        onValueChange={setTyped}
        data-testid="register-item-find"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing) return;
          // Enter in the form would register it.
          event.preventDefault();
          const first = found.find((item) => !codes.includes(item.code) && fits(item));
          if (typed.trim() !== '' && first) toggle(first);
        }}
      />
      <div className="reception-chosen">
        {codes.map((code) => {
          const item = dictionaries.orderItem[code];
          return item ? (
            <button
              key={code}
              type="button"
              onClick={() => toggle(item)}
              aria-label={text('register.remove', { name: item.name })}
            >
              {item.name} <Glyph name="close" size={10} />
            </button>
          ) : null;
        })}
        {tube ? (
          <span className="reception-chosen-tube" data-testid="register-tube">
            {text('register.tube')} <i style={swatch(tube.container)} aria-hidden />{' '}
            {tubePrompt(tube, dictionaries, language)}
          </span>
        ) : null}
      </div>
      <ul className="reception-found">
        {found.map((item) => {
          const chosen = codes.includes(item.code);
          const off = !chosen && !fits(item);
          return (
            <li key={item.code}>
              <button
                type="button"
                tabIndex={-1}
                aria-pressed={chosen}
                disabled={off}
                onClick={() => toggle(item)}
                data-testid="register-item"
                data-code={item.code}
              >
                <Glyph name={chosen ? 'yes' : 'blank'} size={12} />
                <span className="number">{item.code}</span>
                <span className="ellipsis">{item.name}</span>
                <span className="ellipsis reception-found-tube">
                  <i style={swatch(item.container)} aria-hidden /> {tubePrompt(item, dictionaries, language)}
                  {off ? ` · ${text('register.otherTube')}` : ''}
                </span>
              </button>
            </li>
          );
        })}
        {found.length === 0 ? <li className="note">{text('register.noItem')}</li> : null}
      </ul>
    </div>
  );
}

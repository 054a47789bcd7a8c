// A doctor's photo: any JPEG, PNG or WebP, cut to an identity photo and made anew here, so that nothing of the file but the picture is kept.
import { Button } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { barePhoto, photoProblem, photoSize } from '../../../../core/identity/photo.ts';
import { PersonPhoto } from '../../../../renderer/parts/person-photo.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

const kinds = ['image/jpeg', 'image/png', 'image/webp'] as const;
const mostBytes = 20 * 1024 * 1024;

type Wrong = 'kind' | 'large' | 'small' | 'damaged';

/** @returns a data URL, or what is wrong with the file */
async function madeAnew(file: File): Promise<{ photo: string } | { wrong: Wrong }> {
  if (!kinds.some((kind) => kind === file.type)) return { wrong: 'kind' };
  if (file.size > mostBytes) return { wrong: 'large' };
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return { wrong: 'damaged' };
  const { width, height } = photoSize;
  if (picture.width < width / 2 || picture.height < height / 2) return { wrong: 'small' };
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  // The middle of the picture, and of a tall one rather its upper part, where the face is.
  const scale = Math.max(width / picture.width, height / picture.height);
  const [wide, high] = [width / scale, height / scale];
  const [left, top] = [(picture.width - wide) / 2, (picture.height - high) / 4];
  // A transparent picture is on white, as paper is.
  if (context) context.fillStyle = '#fff';
  context?.fillRect(0, 0, width, height);
  context?.drawImage(picture, left, top, wide, high, 0, 0, width, height);
  picture.close();
  const photo = barePhoto(canvas.toDataURL('image/jpeg', 0.88));
  return photoProblem(photo) === null ? { photo } : { wrong: 'damaged' };
}

interface PhotoFieldProps {
  id: string;
  person: { id: string; name: string; photoVersion: number | undefined };
  /** Chosen now; undefined: as before, null: taken away. */
  value: string | null | undefined;
  onChange: (photo: string | null | undefined) => void;
}

export function PhotoField({ id, person, value, onChange }: PhotoFieldProps) {
  const text = useAdminText();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const made = await madeAnew(file);
    setWrong('wrong' in made ? made.wrong : null);
    if ('photo' in made) onChange(made.photo);
  };
  const has = value ? true : value === undefined && person.photoVersion !== undefined;
  return (
    <>
      <div className="admin-photo">
        {value ? (
          <img className="person-photo person-photo-large" src={value} alt={person.name} data-testid="photo-chosen" />
        ) : (
          <PersonPhoto
            personId={person.id}
            name={person.name}
            version={value === null ? undefined : person.photoVersion}
            size="large"
          />
        )}
        <input
          ref={input}
          type="file"
          accept={kinds.join(',')}
          hidden
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid="photo-file"
        />
        <Button id={id} size="small" text={text('person.photo.choose')} onClick={() => input.current?.click()} />
        {has ? (
          <Button
            size="small"
            text={text('person.photo.remove')}
            onClick={() => onChange(person.photoVersion === undefined ? undefined : null)}
            data-testid="photo-remove"
          />
        ) : null}
      </div>
      <small className={wrong ? 'field-error' : undefined} role={wrong ? 'alert' : undefined} data-testid="photo-said">
        {wrong ? text(`person.photo.${wrong}`) : text('person.photo.hint')}
      </small>
    </>
  );
}

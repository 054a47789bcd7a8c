// Rooms and devices that the desk books, their hours and the days that differ; saved as one document with its version.
import { Button, NumericInput } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { BookingResource, BookingSettings } from '../../../core/orders/booking.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import { isFailure } from '../../client/failure.ts';
import { useOnline } from '../../client/link.ts';
import { useApi, useCommand } from '../../client/provider.tsx';
import { pickName, useLocale } from '../../i18n/text.tsx';
import { useActions } from '../../keys/actions.tsx';
import { Begun } from '../../parts/begun.tsx';
import { Field, KeyCap } from '../../parts/field.tsx';
import { Answer } from '../../parts/panels.tsx';
import { useToasts } from '../../shell/toasts.tsx';
import { Exceptions } from './exceptions.tsx';
import { freshModality, modalitiesOf } from './modality.ts';
import { ResourceForm } from './resource-form.tsx';
import './setup.css';
import { useBookingSetupText } from './texts.ts';
import { bookingTrouble, freshId } from './trouble.ts';

/** The editor of a service's bookings; the server refuses whoever does not administer that service. */
export function BookingSetup({ service }: { service: ExamService }) {
  const { query } = useApi();
  const settings = useQuery(query.orders.bookingSettings.queryOptions({ input: { service } }));
  // Stays with the room that was worked on when saving brings a new version.
  const [chosen, setChosen] = useState('');
  return (
    <Answer of={settings}>
      {(found) => (
        <Begun newest={found}>
          {(stored, onChanged) => (
            <SetupForm
              key={stored.version}
              stored={stored}
              onChanged={onChanged}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
        </Begun>
      )}
    </Answer>
  );
}

interface SetupFormProps {
  stored: BookingSettings;
  onChanged: (changed: boolean) => void;
  /** A resource's id; an unknown one is the first. */
  chosen: string;
  onChoose: (id: string) => void;
}

function SetupForm({ stored, onChanged, chosen, onChoose }: SetupFormProps) {
  const { service } = stored;
  const text = useBookingSetupText();
  const locale = useLocale();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const online = useOnline();
  const items = useQuery(query.orders.items.queryOptions({ input: { service }, staleTime: 300_000 }));
  const known = items.data ?? [];
  const [draft, setDraft] = useState(stored);
  const save = useCommand(client.orders.saveBookingSettings, {
    handles: ['VERSION_CONFLICT', 'STATE_REFUSED'],
    onDone: (saved) => {
      onChanged(false);
      queries.setQueryData(query.orders.bookingSettings.queryKey({ input: { service } }), saved);
      void queries.invalidateQueries({ queryKey: query.orders.bookings.key() });
      show({ tone: 'done', title: text('saved') });
    },
    onFailed: (error) => {
      if (isFailure(error, 'STATE_REFUSED')) show({ tone: 'error', title: text('lost.bookings') });
    },
  });
  const trouble = bookingTrouble(draft);
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const same = JSON.stringify(draft) === JSON.stringify(stored);
  useEffect(() => onChanged(!same), [same, onChanged]);
  const off = trouble
    ? text(trouble.key, { name: trouble.name })
    : conflict
      ? text('conflict')
      : same
        ? text('same')
        : online
          ? null
          : text('offline');
  const send = () => {
    if (off === null && !save.isPending) save.mutate({ settings: draft });
  };
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'booking.save', label: text('save'), keys: ['Ctrl+S'], main: true, off, run: send },
  ]);
  const current = draft.resources.find(({ id }) => id === chosen) ?? draft.resources[0];
  const change = (resources: BookingResource[]) => setDraft({ ...draft, resources });
  const add = () => {
    const id = freshId(draft);
    const fresh: BookingResource = {
      id,
      name: text('fresh'),
      nameEn: '',
      room: '',
      deviceId: '',
      modality: freshModality(known, draft.resources),
      itemCodes: [],
      slotMinutes: 15,
      capacity: 1,
      hours: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '12:00' }],
      notice: '',
      active: true,
    };
    change([...draft.resources, fresh]);
    onChoose(id);
  };
  return (
    <div className="booking-setup">
      <section>
        <header>
          <h3>{text('resources')}</h3>
          <Button size="small" onClick={add} data-testid="booking-add">
            {text('add')}
          </Button>
        </header>
        <p className="booking-lead">{text('lead')}</p>
        <div className="booking-split">
          <nav className="booking-resources" aria-label={text('resources')}>
            {draft.resources.map((one) => (
              <button
                key={one.id}
                type="button"
                aria-pressed={one === current}
                onClick={() => onChoose(one.id)}
                data-testid={`booking-resource-${one.id}`}
              >
                <strong>{pickName(locale, one)}</strong>
                <span>
                  {one.slotMinutes} {text('minutes')} × {one.capacity}
                  {one.active ? null : <b className="state state-withdrawn">{text('active')} ✕</b>}
                </span>
              </button>
            ))}
          </nav>
          {current ? (
            <ResourceForm
              key={current.id}
              resource={current}
              items={known}
              modalities={modalitiesOf(known, draft.resources)}
              onChange={(after) => change(draft.resources.map((one) => (one.id === after.id ? after : one)))}
              onRemove={() => change(draft.resources.filter(({ id }) => id !== current.id))}
            />
          ) : (
            <p>{text('resources.none')}</p>
          )}
        </div>
      </section>
      <Exceptions settings={draft} onChange={(exceptions) => setDraft({ ...draft, exceptions })} />
      <section>
        <Field label={text('ahead')}>
          {(id) => (
            <span className="booking-number">
              <NumericInput
                id={id}
                min={1}
                max={366}
                clampValueOnBlur
                buttonPosition="none"
                value={draft.daysAhead}
                onValueChange={(value) => {
                  if (Number.isInteger(value) && value >= 1 && value <= 366) setDraft({ ...draft, daysAhead: value });
                }}
              />
              {text('ahead.days')}
            </span>
          )}
        </Field>
      </section>
      <footer>
        <small className={trouble || conflict ? 'field-error' : ''}>{off ?? ''}</small>
        {conflict ? (
          <Button
            onClick={() => {
              // Gives up what was typed: the newest takes its place.
              onChanged(false);
              void queries.invalidateQueries({ queryKey: query.orders.bookingSettings.key() });
            }}
            text={text('reload')}
          />
        ) : null}
        <Button
          intent="primary"
          disabled={off !== null}
          loading={save.isPending}
          onClick={send}
          data-testid="booking-save"
        >
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </div>
  );
}

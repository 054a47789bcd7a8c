// The fields of one transport: serial port, TCP either way round, a folder, or a database.
import { InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { DatabaseFields } from './database-fields.tsx';
import { type ConnectionDraft, portOf } from './draft.ts';
import { useDevicesText } from './texts.ts';

interface FieldsProps {
  draft: ConnectionDraft;
  change: (part: Partial<ConnectionDraft>) => void;
}

const kinds = ['serial', 'tcpServer', 'tcpClient', 'folder', 'database'] as const;
const baudRates = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

export function TransportFields(props: FieldsProps) {
  const text = useDevicesText();
  return (
    <>
      <Field label={text('edit.transport')} required>
        {() => (
          <Segments
            label={text('edit.transport')}
            value={props.draft.kind}
            options={kinds.map((value) => ({ value, label: text(`transport.${value}`) }))}
            onChange={(kind) => props.change({ kind })}
          />
        )}
      </Field>
      {props.draft.kind === 'serial' ? <SerialFields {...props} /> : null}
      {props.draft.kind === 'tcpServer' ? <ListenFields {...props} /> : null}
      {props.draft.kind === 'tcpClient' ? <CallFields {...props} /> : null}
      {props.draft.kind === 'folder' ? <FolderFields {...props} /> : null}
      {props.draft.kind === 'database' ? <DatabaseFields {...props} /> : null}
    </>
  );
}

function SerialFields({ draft, change }: FieldsProps) {
  const text = useDevicesText();
  const { query } = useApi();
  const found = useQuery(query.devices.ports.queryOptions({ staleTime: 0 }));
  const ports = found.data?.ports ?? [];
  const { serial } = draft;
  const set = (part: Partial<ConnectionDraft['serial']>) => change({ serial: { ...serial, ...part } });
  const rates = baudRates.includes(serial.baudRate) ? baudRates : [...baudRates, serial.baudRate];
  const note = found.data?.note ?? (found.data && ports.length === 0 ? text('serial.none') : undefined);
  return (
    <>
      <Field label={text('serial.path')} required hint={note}>
        {(id) => (
          <div className="devices-together">
            <InputGroup
              id={id}
              placeholder="/dev/ttyUSB0, COM3"
              value={serial.path}
              onValueChange={(path) => set({ path })}
            />
            <Pick
              label={text('serial.list')}
              value={ports.some((port) => port.path === serial.path) ? serial.path : ''}
              disabled={ports.length === 0}
              options={[
                { value: '', label: serial.path ? text('serial.typed') : text('edit.choose') },
                ...ports.map((port) => ({ value: port.path, label: port.label })),
              ]}
              onChange={(path) => path && set({ path })}
            />
          </div>
        )}
      </Field>
      <Field label={text('serial.baud')}>
        {(id) => (
          <div className="devices-together">
            <Pick
              id={id}
              label={text('serial.baud')}
              value={String(serial.baudRate)}
              options={rates.map((rate) => ({ value: String(rate), label: String(rate) }))}
              onChange={(rate) => set({ baudRate: Number(rate) })}
            />
            {text('serial.data')}
            <Pick
              label={text('serial.data')}
              value={serial.dataBits === 7 ? '7' : '8'}
              options={(['8', '7'] as const).map((value) => ({ value, label: value }))}
              onChange={(bits) => set({ dataBits: bits === '7' ? 7 : 8 })}
            />
            {text('serial.stop')}
            <Pick
              label={text('serial.stop')}
              value={serial.stopBits === 2 ? '2' : '1'}
              options={(['1', '2'] as const).map((value) => ({ value, label: value }))}
              onChange={(bits) => set({ stopBits: bits === '2' ? 2 : 1 })}
            />
            {text('serial.parity')}
            <Pick
              label={text('serial.parity')}
              value={serial.parity}
              options={(['none', 'even', 'odd'] as const).map((value) => ({ value, label: text(`parity.${value}`) }))}
              onChange={(parity) => set({ parity })}
            />
          </div>
        )}
      </Field>
    </>
  );
}

function ListenFields({ draft, change }: FieldsProps) {
  const text = useDevicesText();
  const { listen } = draft;
  const set = (part: Partial<ConnectionDraft['listen']>) => change({ listen: { ...listen, ...part } });
  return (
    <>
      <Field label={text('tcp.listen')}>
        {(id) => <InputGroup id={id} value={listen.host} onValueChange={(host) => set({ host })} />}
      </Field>
      <PortField from={0} value={listen.port} onChange={(port) => set({ port })} />
      <Field label={text('tcp.allow')} hint={text('tcp.allow.hint')}>
        {(id) => <InputGroup id={id} value={listen.allow} onValueChange={(allow) => set({ allow })} />}
      </Field>
    </>
  );
}

function CallFields({ draft, change }: FieldsProps) {
  const text = useDevicesText();
  const { call } = draft;
  const set = (part: Partial<ConnectionDraft['call']>) => change({ call: { ...call, ...part } });
  return (
    <>
      <Field label={text('tcp.host')} required>
        {(id) => <InputGroup id={id} value={call.host} onValueChange={(host) => set({ host })} />}
      </Field>
      <PortField from={1} value={call.port} onChange={(port) => set({ port })} />
    </>
  );
}

function PortField({ from, value, onChange }: { from: number; value: string; onChange: (value: string) => void }) {
  const text = useDevicesText();
  const port = portOf(value);
  const good = port >= from && port <= 65_535;
  return (
    <Field
      label={text('tcp.port')}
      required
      error={value === '' || good ? null : text('edit.number', { from, to: 65_535 })}
    >
      {(id) => <InputGroup id={id} inputMode="numeric" maxLength={5} value={value} onValueChange={onChange} />}
    </Field>
  );
}

function FolderFields({ draft, change }: FieldsProps) {
  const text = useDevicesText();
  const { folder } = draft;
  const set = (part: Partial<ConnectionDraft['folder']>) => change({ folder: { ...folder, ...part } });
  const encodings = [...new Set(['utf-8', 'gb18030', 'utf-16le', 'latin1', folder.encoding])];
  return (
    <>
      <Field label={text('folder.path')} required>
        {(id) => <InputGroup id={id} value={folder.path} onValueChange={(path) => set({ path })} />}
      </Field>
      <Field label={text('folder.pattern')}>
        {(id) => <InputGroup id={id} value={folder.pattern} onValueChange={(pattern) => set({ pattern })} />}
      </Field>
      <Field label={text('folder.format')}>
        {(id) => (
          <div className="devices-together">
            <Pick
              id={id}
              label={text('folder.format')}
              value={folder.format}
              options={(['driver', 'csv'] as const).map((value) => ({ value, label: text(`folder.format.${value}`) }))}
              onChange={(format) => set({ format })}
            />
            {text('folder.encoding')}
            <Pick
              label={text('folder.encoding')}
              value={folder.encoding}
              options={encodings.map((value) => ({ value, label: value }))}
              onChange={(encoding) => set({ encoding })}
            />
          </div>
        )}
      </Field>
    </>
  );
}

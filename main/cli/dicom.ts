// `yishu dicom`: files into the archive with a word on every one of them; studies out of it; its files checked.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ExportOptions } from '../../core/imaging/keeping.ts';
import { checkStudies, printChecked, printStudyCheck } from './dicom-check.ts';
import { exportStudies, printExported } from './dicom-export.ts';
import { type Imported, importAll } from './dicom-import.ts';
import { openSession } from './dicom-session.ts';
import { fetchStudies, printTransferred, sendStudies } from './dicom-transfer.ts';
import { DicomTrouble, troubleOf } from './dicom-trouble.ts';
import { importTarget, intoText, runningDoor } from './import-target.ts';
import { printJson } from './options.ts';
import { passwordFor } from './password.ts';

function print(imported: Imported): void {
  const { stored, skipped, refused } = imported;
  for (const { file, reason } of refused) process.stdout.write(`拒收 / refused  ${file}: ${reason}\n`);
  for (const { file, reason } of skipped) process.stdout.write(`跳过 / skipped  ${file}: ${reason}\n`);
  process.stdout.write(
    `已存 / stored ${stored.length}, 跳过 / skipped ${skipped.length}, 拒收 / refused ${refused.length}\n`,
  );
}

interface Where {
  data?: string | undefined;
  to?: string | undefined;
  json?: boolean | undefined;
}

async function importing(paths: string[], values: Where): Promise<number> {
  // Before a server is opened for it, and before the first file goes.
  for (const path of paths) {
    if (await stat(path).catch(() => null)) continue;
    throw new DicomTrouble('NO_FILE', `${path}：没有这个文件或文件夹 / there is no such file or folder`);
  }
  const target = await importTarget(values);
  try {
    if (target.into.kind === 'opened' || !values.json) process.stderr.write(intoText(target.into));
    const imported = await importAll(target.url, paths);
    if (values.json) printJson({ ...imported, into: target.into });
    else print(imported);
    return imported.refused.length === 0 ? 0 : 3;
  } finally {
    await target.close();
  }
}

/** What went wrong as a line for programs, and for people. */
function told(error: unknown, server: string, json: boolean): DicomTrouble {
  const trouble = troubleOf(error, server);
  if (json) printJson({ error: { code: trouble.code, text: trouble.message } });
  return trouble;
}

/** Address of the server itself: `--to`, else the one that runs on this machine. */
async function serverOf({ data, to }: Where): Promise<string> {
  const url = to ?? (await runningDoor(data));
  if (!url)
    throw new DicomTrouble(
      'NO_SERVER',
      '没有正在运行的服务器：先启动，或用 --to 指明 / no server runs: start it, or name one with --to',
    );
  if (!URL.canParse(url))
    throw new DicomTrouble('ADDRESS_INVALID', `“${url}” 不是地址，例如 http://… / is no address, such as http://…`);
  return new URL(url).origin;
}

const usage = [
  'yishu dicom import DIR|ZIP|FILE… [--to URL] [--json]',
  'yishu dicom export STUDY… --anonymise|--media --out FILE --user NAME --reason TEXT',
  'yishu dicom check STUDY…|--all --user NAME [--json]',
  'yishu dicom send|fetch STUDY… --peer AET --user NAME [--json]',
].join('\n');

/** @throws when an option cannot be, before anybody is asked for a password */
function optionsOf(values: Record<string, string | boolean | undefined>): ExportOptions {
  const options = ExportOptions.safeParse({
    shiftDates: values['shift-dates'],
    keepCharacteristics: values['keep-characteristics'],
    cleanDescriptors: values['clean-descriptors'],
    includeBurnedIn: values['include-burned-in'],
    fileSetId: values['file-set'],
  });
  if (options.success) return options.data;
  throw new DicomTrouble(
    'INPUT_INVALID',
    '--file-set：最多 16 个大写字母、数字、下划线或空格 / --file-set: at most 16 of A-Z, 0-9, _ and space',
  );
}

/** Exit code 0 when all went well; 3 when a file was refused, nothing could be exported, or an object is damaged without a copy. */
export async function dicom(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean' },
      user: { type: 'string' },
      anonymise: { type: 'boolean' },
      media: { type: 'boolean' },
      out: { type: 'string' },
      reason: { type: 'string' },
      'shift-dates': { type: 'boolean' },
      'keep-characteristics': { type: 'boolean' },
      'clean-descriptors': { type: 'boolean' },
      'include-burned-in': { type: 'boolean' },
      'file-set': { type: 'string' },
      all: { type: 'boolean' },
      peer: { type: 'string' },
    },
  });
  const [act, ...named] = positionals;
  const { user = '', out = '', reason = '', peer = '', json = false } = values;
  if (act === 'import' && named.length > 0) {
    return importing(named, values).catch((error: unknown) => {
      throw told(error, values.to ?? '', json);
    });
  }
  const inOneWay = Boolean(values.anonymise) !== Boolean(values.media);
  const mayExport = act === 'export' && named.length > 0 && inOneWay && out !== '' && reason !== '';
  const mayCheck = act === 'check' && named.length > 0 !== Boolean(values.all);
  const transfers = (act === 'send' || act === 'fetch') && named.length > 0 && peer !== '';
  if (user === '' || !(mayExport || mayCheck || transfers)) throw new Error(usage);
  let server = values.to ?? '';
  try {
    const options = optionsOf(values);
    server = await serverOf(values);
    const session = await openSession(server, user, await passwordFor(user));
    try {
      if (transfers) {
        const work = act === 'send' ? sendStudies : fetchStudies;
        const transferred = await work(session, peer, named);
        if (json) printJson(transferred);
        else printTransferred(transferred);
        return transferred.transfer.state === 'done' ? 0 : 3;
      }
      if (mayCheck) {
        const said = json ? () => undefined : printStudyCheck;
        const checked = await checkStudies(session, values.all ? 'all' : named, said);
        if (json) printJson(checked);
        else printChecked(checked);
        return checked.lost.length === 0 ? 0 : 3;
      }
      const kind = values.anonymise ? 'anonymised' : 'media';
      const exported = await exportStudies(session, { kind, studies: named, out, reason, options });
      if (json) printJson(exported);
      else printExported(exported);
      return exported.file === null ? 3 : 0;
    } finally {
      await session.close();
    }
  } catch (error) {
    throw told(error, server, json);
  }
}

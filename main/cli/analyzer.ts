// `yishu analyzer`: the drivers from the command line, without a server: list, parse a recording, play one.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { driverById, drivers } from '../../device-drivers/drivers/index.ts';
import { parseFile } from '../../device-drivers/parse-file.ts';
import { printJson } from './options.ts';
import { replayFiles } from './replay.ts';

function listDrivers(json: boolean): number {
  const rows = drivers.map((driver) => ({
    id: driver.id,
    maker: driver.maker,
    model: driver.model,
    title: driver.title,
    link: driver.link,
    query: driver.abilities.query,
    orders: driver.abilities.orders,
  }));
  if (json) printJson(rows);
  else
    for (const row of rows)
      process.stdout.write(`${row.id.padEnd(22)} ${row.link.padEnd(6)} ${row.title.zh}  ${row.title.en}\n`);
  return 0;
}

function parse(driver: string, file: string, json: boolean): number {
  const { messages, problems, driver: used } = parseFile(new Uint8Array(readFileSync(file)), driver);
  if (json) {
    printJson({ driver: used, messages, problems });
    return 0;
  }
  process.stdout.write(`${used}\n`);
  for (const message of messages) {
    process.stdout.write(`${message.kind}  ${message.specimenId}  ${message.instrumentTime ?? ''}\n`);
    for (const result of message.results) {
      const flags = result.flags.join(' ');
      process.stdout.write(
        `  ${result.code.padEnd(16)} ${result.value.padEnd(14)} ${(result.unit ?? '').padEnd(12)} ${flags}\n`,
      );
    }
  }
  for (const problem of problems) process.stdout.write(`! ${problem.code} ${problem.at}: ${problem.text}\n`);
  return 0;
}

export async function analyzer(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { driver: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [act, ...files] = positionals;
  const json = values.json ?? false;
  if (act === 'drivers') return listDrivers(json);
  if (act === 'parse') {
    const [file] = files;
    if (!file) throw new Error('请指定文件 / name a file: yishu analyzer parse --driver ID|auto FILE');
    return parse(values.driver ?? 'auto', file, json);
  }
  if (act === 'replay') {
    const driver = driverById(values.driver ?? '');
    if (!driver) throw new Error(`没有驱动 / no driver “${values.driver ?? ''}”; yishu analyzer drivers`);
    if (!values.to || files.length === 0)
      throw new Error('yishu analyzer replay --driver ID --to tcp://HOST:PORT|serial:PATH FILE…');
    return replayFiles(driver, values.to, files);
  }
  throw new Error('yishu analyzer drivers | parse | replay (yishu help analyzer)');
}

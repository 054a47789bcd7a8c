// The `yishu` command: finds the subcommand, prints help in both languages, turns errors into one clear line and an exit code.
import { fileURLToPath } from 'node:url';
import { errorTable, YishuError } from '../../core/kernel/errors.ts';
import { keepCompiledSources, keepHeapSmall, useFewArenas } from '../node/lean-process.ts';
import { helpText } from './help.ts';
import { projectDir } from './options.ts';

type Command = (args: string[]) => Promise<number>;

const commands: Record<string, () => Promise<Command>> = {
  demo: async () => (await import('./demo.ts')).demo,
  server: async () => (await import('./server.ts')).server,
  station: async () => {
    useFewArenas(fileURLToPath(import.meta.url));
    keepHeapSmall();
    return (await import('./station.ts')).station;
  },
  analyzer: async () => (await import('./analyzer.ts')).analyzer,
  dicom: async () => (await import('./dicom.ts')).dicom,
  audit: async () => (await import('./audit.ts')).audit,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  ecg: async () => {
    // `| head` has seen enough: that is no fault of ours to report.
    process.stdout.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      process.stderr.write(`yishu: 输出未写完 / the output could not be written whole: ${error.message}\n`);
      process.exit(1);
    });
    return (await import('./ecg.ts')).ecg;
  },
};

async function run(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (!name || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(helpText(rest[0]));
    return 0;
  }
  const load = commands[name];
  if (!load) {
    process.stderr.write(`yishu: 没有命令 “${name}” / no command “${name}”\n\n${helpText()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpText(name));
    return 0;
  }
  return (await load())(rest);
}

/** An option that the command does not know, or one without its value. */
const isWrongLine = (error: unknown): error is TypeError & { code: string } =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

keepCompiledSources(projectDir);
try {
  const code = await run(process.argv.slice(2));
  // A serial port of a line that is gone may never say that it closed; everything that matters has been stopped by now.
  process.exitCode = code;
  // What was printed goes out first: a program that reads slowly would be left with half of it, and be told that all went well.
  process.stdout.write('', () => setTimeout(() => process.exit(code), 2000).unref());
} catch (error) {
  if (error instanceof YishuError) {
    const detail = Object.keys(error.detail).length > 0 ? ` ${JSON.stringify(error.detail)}` : '';
    process.stderr.write(`yishu: ${error.code}${detail}\n${errorTable[error.code].zh}\n${errorTable[error.code].en}\n`);
  } else {
    process.stderr.write(`yishu: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (isWrongLine(error)) process.stderr.write(`\n${helpText(process.argv[2])}`);
  // 2 as for every other command line that cannot be meant.
  process.exitCode = isWrongLine(error) ? 2 : 1;
}

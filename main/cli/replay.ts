// `yishu analyzer replay`: unwraps recorded files and plays their messages as the analyzer would.
import { readFileSync } from 'node:fs';
import type { Driver } from '../../device-drivers/driver.ts';
import { unwrapFile } from '../../device-drivers/parse-file.ts';
import { openLine } from './line.ts';
import { createPlayer } from './play.ts';

/** Exit code 0 when every message was accepted. */
export async function replayFiles(driver: Driver, to: string, files: string[]): Promise<number> {
  const player = createPlayer(driver, await openLine(to, driver.serial?.baudRate ?? 9600));
  let failures = 0;
  for (const file of files) {
    const { messages, problems } = unwrapFile(new Uint8Array(readFileSync(file)));
    for (const problem of problems) process.stderr.write(`! ${file}: ${problem.code} ${problem.at}: ${problem.text}\n`);
    for (const [index, message] of messages.entries()) {
      try {
        await player.play(message.content);
        process.stdout.write(`已接收 / accepted  ${file} #${index + 1}\n`);
      } catch (error) {
        failures += 1;
        process.stderr.write(
          `未接收 / not accepted  ${file} #${index + 1}: ${error instanceof Error ? error.message : String(error)}\n`,
        );
      }
    }
  }
  await player.close();
  return failures === 0 ? 0 : 1;
}

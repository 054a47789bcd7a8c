// Where a command gets a person's password from: never from its arguments, which every user of the machine can read.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** `YISHU_PASSWORD`, else asked for on a terminal without showing it, else the first line of standard input. */
export async function passwordFor(user: string): Promise<string> {
  const given = process.env.YISHU_PASSWORD;
  if (given) return given;
  const { stdin } = process;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (stdin.isTTY) process.stderr.write(`${user} 的密码 / password of ${user}: `);
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY ?? false });
  try {
    for await (const line of lines) return line;
    throw new Error(
      '未输入密码：设置 YISHU_PASSWORD 或从标准输入给出 / no password: set YISHU_PASSWORD or give it on standard input',
    );
  } finally {
    lines.close();
    if (stdin.isTTY) process.stderr.write('\n');
  }
}

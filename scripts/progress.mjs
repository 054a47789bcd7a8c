// Runs a long command quietly and says every few seconds, in both languages, what it is doing and for how long (Node 18+).
import { spawn } from 'node:child_process';

const saySomethingEvery = 5000;
const linesOfTail = 30;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Resolves with the exit code (127 when the command could not be started), the seconds and the last lines of output.
 * @param {string} zh @param {string} en @param {string} command @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function runWithProgress(zh, en, command, args, options = {}) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const lines = [];
  say(`[yishu] ${zh} … / ${en} …`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setInterval(() => say(`[yishu] ${zh} … ${seconds()} s / ${en} … ${seconds()} s`), saySomethingEvery);
    const keep = (chunk) => {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      lines.splice(0, Math.max(0, lines.length - linesOfTail));
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let ended = false;
    const end = (code) => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      const outcome = code === 0 ? ['完成', 'done'] : ['失败', 'failed'];
      say(`[yishu] ${zh}：${outcome[0]}，${seconds()} s / ${en}: ${outcome[1]}, ${seconds()} s`);
      resolve({ code, tail: lines.join('\n') });
    };
    child.on('error', (error) => {
      keep(error.message);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

// What a command prints, held back from the terminal of the tests.
import { afterAll, beforeEach, vi } from 'vitest';

/** Called at the top of a file; its `text` is empty before each test, and to be emptied between two commands of one. */
export function keepPrinted(): { text: string } {
  const printed = { text: '' };
  beforeEach(() => {
    printed.text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.text += String(text);
      return true;
    });
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });
  return printed;
}

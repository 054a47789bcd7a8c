// Which of the files that a person picked belong together.

/** With a WFDB header among them they are the files of one record; else each is a recording of its own. */
export function recordsOf<Named extends { name: string }>(files: readonly Named[]): Named[][] {
  return files.some(({ name }) => /\.hea$/i.test(name)) ? [[...files]] : files.map((file) => [file]);
}

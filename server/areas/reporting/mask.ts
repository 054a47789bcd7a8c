// Parts of a report that are told to anybody who holds the paper: enough to compare, not enough to learn.

/** 张三丰 -> 张**; the surname stays, so that the holder can compare. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return `${first}${'*'.repeat(rest.length)}`;
}

/** `7K3M********`: enough to find the report again for who may read it, not enough to ask for it. */
export const maskedCode = (code: string): string => `${code.slice(0, 4)}${'*'.repeat(code.length - 4)}`;

/** `*******3125`: the last four tell papers of one patient apart. */
export const maskedBarcode = (barcode: string): string =>
  barcode.slice(0, -4).replaceAll(/./gsu, '*') + barcode.slice(-4);

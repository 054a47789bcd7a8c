// What the analyzers send while a host is recorded: results of their own, and one message in two frames that are acknowledged apart.

/** Texts of the made-up driver; no two are alike, so that each can be found again. */
export function session(analyzers: number, messages: number): string[][] {
  return Array.from({ length: analyzers }, (_, analyzer) =>
    Array.from({ length: messages }, (_, number) => {
      const barcode = `${analyzer + 1}${String(number).padStart(3, '0')}`;
      if (number % 5 !== 2) return [`R|${barcode}|WBC=5.${number}\n`];
      return [`R|${barcode}|WBC=6.${number}\x17`, `,RBC=4.${barcode}\n`];
    }).flat(),
  );
}

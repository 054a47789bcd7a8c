// Fen as yuan with two decimals; empty where there is no price.
export function yuan(fen: number | null): string {
  return fen === null ? '' : (fen / 100).toFixed(2);
}

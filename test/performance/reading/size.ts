// How much is measured: everything, or with `--quick` (or YISHU_BENCH_QUICK=1) a few minutes' worth, against the same goals.
export const isQuick = process.argv.includes('--quick') || process.env.YISHU_BENCH_QUICK === '1';

export const howMany = (whole: number, quick: number): number => (isQuick ? quick : whole);

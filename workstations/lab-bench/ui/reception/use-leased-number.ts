// A barcode that nobody else will use, also without the server: the station leases a few and gives one after another.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';

const leaseSize = 10;
const stockKey = ['reception', 'leased-barcodes'];

/** `take.mutate()` fetches the next number; what is left of the lease stays with the window. */
export function useLeasedNumber(onNumber: (barcode: string) => void) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<string> => {
      const stock = queries.getQueryData<string[]>(stockKey) ?? [];
      const numbers = stock.length > 0 ? stock : await lease();
      const [next, ...rest] = numbers;
      if (next === undefined) throw new RangeError('an empty lease');
      queries.setQueryDefaults(stockKey, { gcTime: Number.POSITIVE_INFINITY });
      queries.setQueryData<string[]>(stockKey, rest);
      return next;
    },
    onSuccess: onNumber,
  });

  async function lease(): Promise<string[]> {
    const { from, to, prefix } = await client.sync.lease({ kind: 'barcode', size: leaseSize });
    return Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);
  }
}

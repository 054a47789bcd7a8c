// The mark of the product.
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Yishu" className="mark">
      <rect width="32" height="32" rx="7" />
      <path d="M13 6h6v7h7v6h-7v7h-6v-7H6v-6h7z" />
      <circle cx="16" cy="16" r="2.6" />
    </svg>
  );
}

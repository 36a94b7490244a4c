declare const brand: unique symbol;

/** A number of bytes, exact: a safe integer that is not negative. */
export type ByteSize = number & { readonly [brand]: "ByteSize" };

const UNITS: Readonly<Record<string, bigint>> = {
  B: 1n,
  KiB: 1n << 10n,
  MiB: 1n << 20n,
  GiB: 1n << 30n,
  TiB: 1n << 40n,
  kB: 10n ** 3n,
  KB: 10n ** 3n,
  MB: 10n ** 6n,
  GB: 10n ** 9n,
  TB: 10n ** 12n,
};
const FORM = /^(\d{1,16})(?:\.(\d{1,12}))?\s*([A-Za-z]+)$/;

/** How a size is written, for messages. */
export const sizeForm =
  'a number with a unit, such as "8 GiB", "512 MiB" or "1.5 TiB" (KiB to TiB, or kB to TB)';

/**
 * Reads `8 GiB`, `1.5GiB` or `500 GB`. `undefined` when the unit is missing or ambiguous (`8G`), when it is
 * no whole number of bytes, or when it is more than can be exact.
 */
export function parseByteSize(text: string): ByteSize | undefined {
  const [, whole = "", fraction = "", unitName = ""] = FORM.exec(text.trim()) ?? [];
  const unit = Object.hasOwn(UNITS, unitName) ? UNITS[unitName] : undefined;
  if (unit === undefined || whole === "") return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(`${whole}${fraction}`) * unit;
  if (scaled % scale !== 0n || scaled / scale > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return Number(scaled / scale) as ByteSize;
}

/** A number of bytes that a program printed. Throws a RangeError for what cannot be one. */
export function byteSize(bytes: number): ByteSize {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`${bytes} is not a number of bytes`);
  return bytes as ByteSize;
}

/** The size in the largest binary unit that gives a whole number: `8 GiB`, `1536 MiB`, `513 B`. */
export function renderByteSize(size: ByteSize): string {
  const bytes = BigInt(size);
  for (const name of ["TiB", "GiB", "MiB", "KiB"]) {
    const unit = UNITS[name] ?? 1n;
    if (bytes >= unit && bytes % unit === 0n) return `${bytes / unit} ${name}`;
  }
  return `${bytes} B`;
}

import fc from "fast-check";

/** The first value seven times in eight. */
export function often<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return weighted(7, usual, others);
}

/** The first value 24 times in 25: for what makes a state one that is refused. */
export function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return weighted(24, usual, others);
}

function weighted<T>(weight: number, usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

/** As often one as the other. */
export function sometimes<T>(arbitrary: fc.Arbitrary<T>, otherwise: NoInfer<T>): fc.Arbitrary<T> {
  return fc.oneof(arbitrary, fc.constant(otherwise));
}

/** The value once in twenty times, otherwise nothing. */
export function rarely<T extends readonly unknown[]>(value: T): fc.Arbitrary<T | readonly []> {
  return weighted<T | readonly []>(19, [], [value]);
}

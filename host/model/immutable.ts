/**
 * A type that nothing can be changed in, at any depth. What zod infers is not: its properties and lists can
 * be written to.
 */
export type Immutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [Key in keyof T]: Immutable<T[Key]> };

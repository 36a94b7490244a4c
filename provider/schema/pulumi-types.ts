/** The type of a value in Pulumi's schema. */
export interface TypeSpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly secret?: boolean;
}

export type PropertySpecs = Readonly<Record<string, PropertySpec>>;

/** Types with a name: nested objects and enums, by token. */
export type NamedTypes = Record<string, object>;

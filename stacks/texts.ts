/** The kernel's settings whose values are texts, by how many names lead to a value. */
const TEXTS = { isolateCpus: 0, sysctl: 1, commandLine: 1, modprobe: 2 } as const;

/**
 * Settings with numbers as texts where only a text can be meant: YAML takes `vm.swappiness: 10`, and a single
 * processor in `isolateCpus`, for a number. Everything else stays as it is, also what is wrong.
 */
export function withTexts(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { kernel } = settings;
  if (!isMap(kernel)) return settings;
  const changed = Object.entries(TEXTS)
    .filter(([name]) => name in kernel)
    .map(([name, depth]) => [name, asTexts(kernel[name], depth)]);
  return { ...settings, kernel: { ...kernel, ...Object.fromEntries(changed) } };
}

function asTexts(value: unknown, depth: number): unknown {
  if (depth === 0) return typeof value === "number" ? String(value) : value;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asTexts(inner, depth - 1)]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

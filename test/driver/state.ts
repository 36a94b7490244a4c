/** A resource as a stack's state holds it, with everything that a run could forget or change. */
export interface StateResource {
  readonly type: string;
  readonly urn: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

/** What `pulumi stack export` prints. */
export interface StackState {
  readonly deployment: { readonly resources?: readonly StateResource[] };
}

const KEPT = ["type", "urn", "id", "parent", "provider", "inputs", "outputs", "initErrors"];

/** The resources of an exported stack. Times of changes are left out: they differ after every run. */
export function resourcesIn(exported: string): readonly StateResource[] {
  const { deployment } = JSON.parse(exported) as StackState;
  return (deployment.resources ?? []).map((resource) => {
    const kept = Object.entries(resource).filter(([key]) => KEPT.includes(key));
    return { type: resource.type, urn: resource.urn, ...Object.fromEntries(kept) };
  });
}

import type { CheckResponse, DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { struct, type Values, values } from "./provider-calls.ts";

/** The URN of the one resource of a type in these tests. */
export function urnOf(token: string): string {
  return `urn:pulumi:dev::project::vfio:index:Workstation$${token}::mine`;
}

/** The inputs of a resource, to be checked. */
export function checkRequest(token: string, news: Values, olds: Values) {
  const request = new provider.CheckRequest();
  request.setUrn(urnOf(token));
  request.setNews(struct(news));
  request.setOlds(struct(olds));
  return request;
}

/** A state and inputs, to be compared. */
export function diffRequest(token: string, id: string, olds: Values, news: Values) {
  const request = new provider.DiffRequest();
  request.setUrn(urnOf(token));
  request.setId(id);
  request.setOlds(struct(olds));
  request.setNews(struct(news));
  return request;
}

/** The answer to a check: inputs, and pairs of a property and what is wrong with it. */
export function checked(answer: CheckResponse) {
  return { inputs: values(answer.getInputs()), failures: failures(answer) };
}

/** Pairs of a property and what is wrong with it. */
export function failures(answer: { getFailuresList(): { getProperty(): string; getReason(): string }[] }) {
  return answer.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()] as const);
}

/** The answer to a comparison, with the kinds of changes by name. */
export function differences(answer: DiffResponse) {
  const kinds = Object.entries(provider.PropertyDiff.Kind);
  const detailed: Record<string, string> = {};
  answer.getDetaileddiffMap().forEach((difference, path) => {
    const kind = kinds.find(([, number]) => number === difference.getKind())?.[0] ?? "?";
    detailed[path] = difference.getInputdiff() ? `${kind} of inputs` : kind;
  });
  return {
    changes: ["unknown", "none", "some"][answer.getChanges()],
    diffs: answer.getDiffsList(),
    replaces: answer.getReplacesList(),
    deleteBeforeReplace: answer.getDeletebeforereplace(),
    detailed,
  };
}

/** The answer to what made, or read, a resource. */
export function changed(answer: {
  getId(): string;
  getProperties(): Parameters<typeof values>[0];
  getRefreshBeforeUpdate(): boolean;
}) {
  return {
    id: answer.getId(),
    properties: values(answer.getProperties()),
    refresh: answer.getRefreshBeforeUpdate(),
  };
}

import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection } from "./command-connection.ts";
import type { ProviderArgs } from "./generated/provider.ts";
import type { WorkstationCommand, WorkstationCommands } from "./generated/workstation-types.ts";

/** The connection of own commands; undefined where there are none. */
type CommandLogin = pulumi.Output<ReturnType<typeof commandConnection>> | undefined;

/** Whose commands they are, and what must be done before them. */
export interface CommandPlace {
  readonly name: string;
  readonly login: CommandLogin;
  readonly parent: pulumi.Resource;
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * The connection that own commands need, with the host's pinned key. Throws a RunError where there can be
 * none and the settings are plain values: thrown later, while resources are made, it would be shown many
 * times and with a stack trace. Without commands, nothing is resolved.
 */
export function commandLogin(
  { before = [], after = [] }: WorkstationCommands,
  connection: ProviderArgs,
): CommandLogin {
  if (before.length + after.length === 0) return undefined;
  const later = Object.values(connection).some(isLater);
  return pulumi.secret(
    later ? pulumi.output(connection).apply(commandConnection) : commandConnection({ ...connection }),
  );
}

/** Makes a `remote.Command` of each of the user's own commands. */
export function ownCommands(
  when: "before" | "after",
  commands: readonly WorkstationCommand[] = [],
  { name, login, parent, dependsOn }: CommandPlace,
): readonly pulumi.Resource[] {
  if (login === undefined) return [];
  return commands.map(({ name: role, create, delete: undo, triggers }) => {
    const args = {
      create,
      connection: login,
      ...(undo !== undefined && { delete: undo }),
      ...(triggers !== undefined && { triggers: [...triggers] }),
    };
    return new remote.Command(`${name}-${when}-${role}`, args, { parent, dependsOn: [...dependsOn] });
  });
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

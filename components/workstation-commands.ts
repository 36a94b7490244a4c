import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection } from "./command-connection.ts";
import type { ProviderArgs } from "./provider.ts";
import type { WorkstationCommand } from "./workstation-args.ts";

/** Whose commands they are, and what must be done before them. */
export interface CommandPlace {
  readonly name: string;
  readonly connection: ProviderArgs;
  readonly parent: pulumi.Resource;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Makes a `remote.Command` of each of people's own commands, with the host's pinned key. Without commands, nothing is resolved. */
export function ownCommands(
  when: "before" | "after",
  commands: readonly WorkstationCommand[] = [],
  { name, connection, parent, dependsOn }: CommandPlace,
): readonly pulumi.Resource[] {
  if (commands.length === 0) return [];
  const login = pulumi.secret(pulumi.output(connection).apply(commandConnection));
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

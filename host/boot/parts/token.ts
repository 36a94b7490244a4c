import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import {
  hasToken,
  missingFrom,
  parseCommandLine,
  parseToken,
} from "../../model/command-line/command-line.ts";
import { IDS_KEY } from "../../model/command-line/ids-token.ts";
import { staleTokens } from "../entries/stale-tokens.ts";
import type { Part } from "./part.ts";

/** `text` enters or leaves the command line of every ordinary boot entry. */
export interface TokenChange {
  readonly kind: "token";
  readonly action: "add" | "remove";
  readonly text: string;
}

/**
 * Tokens that some ordinary entry lacks, and our tokens that some entry still has. The preview shows the
 * whole command line in their place; files and boot menu carry them out, and take them back.
 */
export const token: Part<TokenChange> = {
  kind: "token",
  changesBoot: true,
  isShownFirst: false,
  property: "commandLine",
  plan: ({ bootLoader, managed }, wanted) => {
    const line = tokensOf(wanted.commandLine);
    const configured = ordinaryEntries(bootLoader.entries).map((entry) =>
      parseCommandLine(entry.commandLine),
    );
    const missing = new Set(configured.flatMap((entry) => missingFrom(entry, line)).map(({ text }) => text));
    if (configured.length === 0) for (const { text } of line) missing.add(text);
    const stale = staleTokens({ bootLoader, managed }, line).filter((text) =>
      configured.some((entry) => hasToken(entry, text)),
    );
    return [
      ...stale.map((text): TokenChange => ({ kind: "token", action: "remove", text })),
      ...[...missing].map((text): TokenChange => ({ kind: "token", action: "add", text })),
    ];
  },
  describe: () => [],
  delivers: ({ text }) => parseToken(text).key === IDS_KEY,
  unmet: ({ text, action }) => [`${text} ${action === "add" ? "is not in" : "is still in"} the boot menu`],
};

import { afterAll, beforeAll } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";
import { startSshd, type TestSshd } from "./sshd.ts";

/** A server and a connection to it, for all tests of a file; there from the first test on. */
export function connected(): { readonly sshd: TestSshd; readonly connection: HostConnection } {
  let server: TestSshd | undefined;
  let open: HostConnection | undefined;
  beforeAll(async () => {
    server = await startSshd();
    open = await openConnection(server.settings());
  });
  afterAll(async () => {
    await open?.close();
    await server?.stop();
  });
  return {
    get sshd() {
      return started(server);
    },
    get connection() {
      return started(open);
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the server is started before the first test");
  return value;
}

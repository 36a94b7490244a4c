import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { FakeHost } from "./fake-host.ts";

/**
 * Gives a file a mode, an ACL by which another user may read it, an extended attribute, and, where this is
 * root's process, an owner and a label of SELinux's.
 */
export function dress(host: FakeHost, path: string): string {
  return python(DRESS, join(host.root, path));
}

/** All that a file has beside its content, as a text. */
export function dressOf(host: FakeHost, path: string): string {
  return python(SHOW, join(host.root, path));
}

function python(script: string, path: string): string {
  return execFileSync("python3", ["-c", script, path], { encoding: "utf8" });
}

const SHOW = `
import os, sys
path = sys.argv[1]
found = os.stat(path)
print(oct(found.st_mode), found.st_uid, found.st_gid)
for name in sorted(os.listxattr(path)): print(name, os.getxattr(path, name).hex())
`;

/**
 * An ACL is a version and entries of what it is for, what is allowed, and whom it names
 * (linux/posix_acl_xattr.h).
 */
const DRESS = `
import os, struct, sys
path = sys.argv[1]
nobody = 0xFFFFFFFF
entries = [(1, 6, nobody), (2, 4, 1001), (4, 0, nobody), (16, 4, nobody), (32, 0, nobody)]
if os.getuid() == 0: os.chown(path, 1234, 5678)
os.chmod(path, 0o640)
os.setxattr(path, "system.posix_acl_access", struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))
os.setxattr(path, "user.note", b"of somebody")
if os.getuid() == 0: os.setxattr(path, "security.selinux", b"system_u:object_r:bootloader_etc_t:s0\\0")
${SHOW}`;

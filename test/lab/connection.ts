import type { Lab } from "./lab.ts";

/**
 * Of the program that arms a trial, found by the name of its function, up to the SSH session that started it:
 * that one is ended at once, without a word. The brackets keep the search from finding itself.
 */
const LOSE = `
tries=0
until pid=$(pgrep -of '[a]rm_host') || [ "$tries" -ge 60 ]; do
  tries=$((tries + 1))
  sleep 1
done
while [ "\${pid:-0}" -gt 1 ]; do
  if [ "$(cat "/proc/$pid/comm")" = sshd ]; then
    kill -KILL "$pid"
    echo "$pid"
    exit
  fi
  pid=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")
done
echo "no session found" >&2
exit 1
`;

/** Ends the SSH session that arms a trial on the host now, as a network that goes away would. */
export async function loseConnection(lab: Lab): Promise<void> {
  await lab.root(LOSE);
}

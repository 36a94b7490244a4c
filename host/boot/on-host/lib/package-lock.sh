# The locks of dpkg and rpm.
# needs: lib/run

# $1: seconds to wait for a lock that others have. No packages are installed while this runs: they would
# make images and boot entries, too. Held until unlock_packages, or until this run and every program that it
# has started ended in any other way. Of rpm's database others may read, as programs that we start do.
lock_packages() {
  limit=$1
  set --
  for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock; do
    [ ! -e "$root$file" ] || set -- "$@" write "$root$file"
  done
  for file in /usr/lib/sysimage/rpm/.rpm.lock /var/lib/rpm/.rpm.lock; do
    [ ! -e "$root$file" ] || set -- "$@" read "$root$file"
  done
  [ $# -gt 0 ] || return 0
  find_holder "$@"
  [ -z "$holder" ] || say "waiting for $holder, which holds the package manager's lock"
  mkfifo "$work/hold"
  # Open for both, so that neither side waits for the other one.
  exec 8<>"$work/hold"
  case $(hold_locks "$limit" "$@" <"$work/hold" 8>&- 9>&-) in
    held) return 0 ;;
    busy*) waited=" and did not let go of it within $limit s" ;;
    *) waited= ;;
  esac
  # Without a perl that can do it, it is only looked at.
  find_holder "$@"
  [ -n "$holder$waited" ] || return 0
  refuse "${holder:-another process} holds the package manager's lock (${locked:-dpkg or rpm})$waited:" \
    "packages are being installed or updated now; try again when that is done"
}

# Also when a program that was started here lives on.
unlock_packages() { [ ! -p "${work:-}/hold" ] || echo >&8; }

# $@: pairs of `write` or `read` and a file. Sets $holder to the process that holds one of them for writing,
# with its name where that is known, and $locked to that file; both empty when none does.
find_holder() {
  holder='' locked=''
  while [ $# -gt 0 ]; do
    inode=$(stat -c %i "$2")
    pid=$(
      awk -v end=":$inode" '
        $2 == "POSIX" && $4 == "WRITE" && substr($6, length($6) - length(end) + 1) == end { print $5; exit }
      ' "$root/proc/locks"
    )
    if [ -n "$pid" ]; then
      holder="process $pid" locked=${2#"$root"}
      ! read -r name 2>/dev/null <"$root/proc/$pid/comm" || holder="process $pid ($name)"
      return 0
    fi
    shift 2
  done
}

# $1: seconds to try it for; then pairs as above. Prints `held` when all are locked by a process that it
# leaves behind, which ends with its standard input or the first line of it; `busy` when another process has
# one. The locks are those of fcntl: flock knows only its own. Debian has no host without perl-base. A
# struct flock that is zero behind its type is for the whole file.
hold_locks() {
  perl -e '
    use Fcntl;
    my $end = time + shift;
    pipe(my $answer, my $said) or exit 1;
    my $pid = fork;
    exit 1 unless defined $pid;
    if ($pid) {
      close $said;
      print <$answer>;
      exit 0;
    }
    $0 = "pulumi-vfio";
    close $answer;
    open STDOUT, ">", "/dev/null";
    open STDERR, ">", "/dev/null";
    my @files;
    while (my ($how, $path) = splice @ARGV, 0, 2) {
      open(my $file, $how eq "write" ? "+<" : "<", $path) or exit 1;
      my $lock = pack "s x62", $how eq "write" ? F_WRLCK : F_RDLCK;
      until (fcntl $file, F_SETLK, $lock) {
        if (time >= $end) { syswrite $said, "busy\n"; exit 1 }
        select undef, undef, undef, 0.2;
      }
      push @files, $file;
    }
    syswrite $said, "held\n";
    close $said;
    <STDIN>;
  ' "$@" 2>/dev/null || :
}

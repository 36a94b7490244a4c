# The files of others that the change was planned from.
# needs: lib/run parts/files loaders/sources

# Nothing is touched unless they are as they were seen. Those that a transaction writes, too, may be the
# work of an earlier run that went on after the host was read: its files tell.
check_sources() {
  kinds=$(sed -n 's/^sources //p' "$work/instructions")
  if [ "$went_on" = yes ]; then
    case " $kinds " in *" settings "*) kinds=settings ;; *) kinds= ;; esac
  fi
  for kind in $kinds; do
    sed -n "s/^seen $kind //p" "$work/instructions" | sort >"$work/seen"
    boot_sources "$kind" | sed 's/^[^ ]* //' | sort >"$work/now"
    cmp -s "$work/seen" "$work/now" || refuse "$(changed_sources)
these files were changed since the change was planned, so it may not be what the preview showed:" \
      "run \`pulumi preview\` again, look at it, and then \`pulumi up\`"
  done
}

# Those that differ between $work/seen and $work/now.
changed_sources() {
  awk '
    { sum = $1; path = substr($0, length(sum) + 2) }
    FILENAME == ARGV[1] { seen[path] = sum; all[path] = 1; next }
    { now[path] = sum; all[path] = 1 }
    END {
      for (path in all) if (seen[path] != now[path])
        print path ": expected " shown(seen[path]) ", found " shown(now[path])
    }
    function shown(sum) { return sum == "" ? "no such file" : "sha256 " sum }
  ' "$work/seen" "$work/now" | sort
}

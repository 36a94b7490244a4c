# Whether there is room where a trial puts its files, asked before anything is touched. The overlay tells
# itself what it needs, and what an image needs is asked for it.
# needs: lib/run parts/image-room

# A cluster of FAT has up to 64 kB, and a word takes one for its folder and one for its file.
trial_kilobytes=128

check_trial_room() {
  awk '
    $1 ~ /^trial-(environment|menu|overlay)$/ { print $2 }
    $1 == "trial-file" { print $3 }
    $1 == "trial-image" { print $6 }
  ' "$work/instructions" >"$work/places"
  while read -r path; do
    folder=$root${path%/*}
    while [ ! -d "$folder" ]; do folder=${folder%/*}; done
    where=$(df -Pk "$folder" | awk 'NR == 2 { print $6 }')
    [ -w "$folder" ] ||
      refuse "$where cannot be written: it is mounted read-only; find out why (\`dmesg\`), and mount it for" \
        "writing"
    free=$(free_kilobytes "$folder")
    [ "$free" -ge "$trial_kilobytes" ] ||
      refuse "only $free kB are free on $where, $trial_kilobytes kB are needed for the trial's $path;" \
        "remove there what is not used"
  done <"$work/places"
}

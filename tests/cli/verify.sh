#!/bin/bash
# verify: files that are as they were written, and every way in which they can
# be others.
. "$(dirname "$0")/cli.bash"
export REPORTGEN_PATH=$here/../..

"$program" run "$here/../../samples/kien-giang-2017/report.ini" -o out > written \
    2> /dev/null
is "verify: what was written is verified: status" \
    "$("$program" verify out > verified 2> messages; echo $?)" 0
is "verify: each file but the manifest is named" "$(sort verified)" \
    "$(grep -v manifest written | sort)"
is "verify: nothing to complain of" "$(cat messages)" ""

pdf=out/bao-cao-khuyen-cong-2017.pdf
xlsx=out/bao-cao-khuyen-cong-2017.xlsx
manifest=out/bao-cao-khuyen-cong-2017.manifest.json
cp -r out whole

# What is done to OUT, the file that is named, the code.
after() { # NAME CODE STATUS COMMAND...
    local name=$1 code=$2 status=$3
    shift 3
    rm -rf out
    cp -r whole out
    "$@"
    "$program" verify out > verified 2> messages
    is "verify: $name: status" $? "$status"
    is "verify: $name: is told once" \
        "$(grep -c ": $code: " messages) $(grep -c . messages)" "1 1"
}
one_byte() { printf X | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

after "a changed byte" verify-changed 65 one_byte "$xlsx" 500
is "verify: the other file is verified still" "$(cat verified)" "$pdf"
after "the first byte of a PDF" verify-changed 65 one_byte "$pdf" 0
after "a file cut short" verify-changed 65 truncate -s -1 "$xlsx"
after "a PDF cut short" verify-changed 65 truncate -s -1 "$pdf"
after "bytes behind a workbook" verify-changed 65 sh -c "echo x >> $xlsx"
after "bytes behind a PDF, as a signature adds them" verify-appended 0 \
    sh -c "printf 1234567 >> $pdf"
is "verify: how many is told" "$(grep -c 'with 7 bytes behind it' messages)" 1
is "verify: and the file is verified" "$(grep -c 'pdf$' verified)" 1
after "a file that is gone" verify-absent 65 rm "$pdf"
after "a link in the place of a file" verify-unreadable 74 \
    sh -c "mv $pdf elsewhere.pdf; ln -s ../elsewhere.pdf $pdf"
after "a folder in its place" verify-unreadable 74 sh -c "rm $pdf; mkdir $pdf"
after "a manifest that is none" manifest-bad 65 sh -c "echo '{}' > $manifest"
after "a manifest cut short" manifest-bad 65 truncate -s 300 "$manifest"
after "a manifest that leads out of its folder" manifest-bad 65 \
    sed -i 's/"name": "bao-cao-khuyen-cong-2017.pdf"/"name": "..\/whole\/x.pdf"/' "$manifest"
after "a size that is no number" manifest-bad 65 \
    sed -i 's/"size": [0-9]*/"size": "1"/' "$manifest"
after "no manifest" verify-nothing 66 rm "$manifest"
after "no folder" verify-folder 66 rm -r out
is "verify: nothing named: status" \
    "$("$program" verify 2> /dev/null; echo $?)" 64

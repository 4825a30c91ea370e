#!/bin/bash
# run.sh PACKAGES RUN: one private Asterisk out of the packages in PACKAGES, with all that it writes in RUN; it stays
# in the foreground. No chroot, no root. Every port is on 127.0.0.1: PBX_SIP, PBX_AMI, PBX_RTP (200 from it on), and
# PBX_TRUNK, at which the carrier answers. PBX_WAIT and PBX_RING: seconds in the queue, and at one agent.
set -euo pipefail

packages=$(realpath "${1:?"用法：run.sh 软件包目录 运行目录"}")
mkdir -p "${2:?"用法：run.sh 软件包目录 运行目录"}"
run=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
sip=${PBX_SIP:-15060} ami=${PBX_AMI:-15038} rtp=${PBX_RTP:-20000} trunk=${PBX_TRUNK:-15070}
wait=${PBX_WAIT:-20} ring=${PBX_RING:-8}

# what was said and recorded before stays: a switch that comes back has its queue_log
mkdir -p "$run"/{etc,var,spool/monitor,run,log/cdr-csv,keys/keys,data/sounds/cn}
rm -rf "${run:?}/etc" "${run:?}/run" "${run:?}"/var/astdb.sqlite3*  # telephones sign in again
mkdir -p "$run/etc" "$run/run"
cp "$here"/etc/* "$run/etc/"
sed -i -e "s/@SIP@/$sip/g" -e "s/@AMI@/$ami/g" -e "s/@RTP@/$rtp/g" -e "s/@RTP_END@/$((rtp + 199))/g" \
	-e "s/@TRUNK@/$trunk/g" -e "s/@QWAIT@/$wait/g" -e "s/@RING@/$ring/g" "$run"/etc/*.conf

modules=$packages/usr/lib/x86_64-linux-gnu/asterisk/modules
[ -d "$modules" ] || modules=$(dirname "$(find "$packages/usr/lib" -name app_queue.so | head -n 1)")
libraries=$(dirname "$(dirname "$modules")")
for module in $(sed -n 's/^load=//p' "$run/etc/modules.conf"); do
	[ -e "$modules/$module" ] || sed -i "s/^load=$module\$/; absent: $module/" "$run/etc/modules.conf"
done

for part in documentation sounds moh; do
	[ ! -e "$packages/usr/share/asterisk/$part" ] || cp -rsn "$packages/usr/share/asterisk/$part" "$run/data/"
done
# the sound packages make "en" in a maintainer script, which was not run; the prompts in Chinese are ours
[ -e "$run/data/sounds/en" ] || ln -s "$packages/usr/share/asterisk/sounds/en_US_f_Allison" "$run/data/sounds/en"
cp "$here"/sounds/*.wav "$run/data/sounds/cn/"

cat >"$run/etc/asterisk.conf" <<CONF
[directories]
astcachedir => $run/var
astetcdir => $run/etc
astmoddir => $modules
astvarlibdir => $run/var
astdbdir => $run/var
astkeydir => $run/keys
astdatadir => $run/data
astagidir => $run/data/agi-bin
astspooldir => $run/spool
astrundir => $run/run
astlogdir => $run/log
astsbindir => $packages/usr/sbin
[options]
verbose=3
nocolor=yes
systemname=${PBX_NAME:-pbx}
live_dangerously=no
CONF
loader=$(find "$packages/usr/lib" "$packages/lib" -maxdepth 2 -name 'ld-linux*.so*' 2>/dev/null | head -n 1 || true)
[ -n "$loader" ] || { echo "在 $packages 里没有找到动态装载程序，请重新运行 install.sh。" >&2; exit 3; }
exec "$loader" --library-path "$libraries:$packages/usr/lib:$packages/lib/x86_64-linux-gnu" \
	"$packages/usr/sbin/asterisk" -C "$run/etc/asterisk.conf" -f -n

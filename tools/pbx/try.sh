#!/bin/bash
# try.sh DIR: what `make pbx` does: the packages in DIR/packages, the switch in DIR/run, and how to use it by hand.
set -euo pipefail

dir=${1:?"用法：try.sh 目录"}
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh" "$dir/packages"
mkdir -p "$dir/run"
run=$(realpath "$dir/run")
cat <<SAY
试用交换机即将启动，只在本机（127.0.0.1）上，Ctrl-C 停止。
软电话：SIP 127.0.0.1:${PBX_SIP:-15060}，分机 1001 或 1002，密码 agent-secret；市民话机不用密码，拨 12345。
接到回声（另开一个窗口，平台代码和席位代码见 huisheng seats）：
  huisheng switch asterisk 平台 pbx 试用交换机 --port ${PBX_AMI:-15038} --username huisheng \\
    --queue-log $run/log/queue_log --recordings $run/spool/monitor   # 密码：manager-secret
  huisheng switch phone 席位 1001
SAY
exec "$here/run.sh" "$dir/packages" "$run"

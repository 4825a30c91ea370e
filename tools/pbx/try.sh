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
转接、回拨拨出的号码都到 SIP 127.0.0.1:${PBX_TRUNK:-15070}：在那里开一部软电话，就是被叫的人。
接到运行中的回声（另开一个窗口；演示城市的平台代码是 liaocheng，席位见 huisheng seats --demo）：
  .venv/bin/huisheng switch asterisk liaocheng pbx 试用交换机 --port ${PBX_AMI:-15038} \\
    --queue-log $run/log/queue_log --recordings $run/spool/monitor   # 密码：manager-secret
  .venv/bin/huisheng switch phone lc-a01 1001
然后用 lc-a01 登录、示闲，软电话登录分机 1001，再执行：
  .venv/bin/huisheng ring lc-a01
SAY
exec "$here/run.sh" "$dir/packages" "$run"

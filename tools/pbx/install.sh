#!/bin/bash
# install.sh DIR [SUITE]: Asterisk (22 LTS) and its libraries out of Debian's packages, unpacked into DIR.
# Nothing is installed on the machine, no maintainer script runs, root isn't needed: apt-get works on lists of its own.
set -euo pipefail

dir=${1:?"用法：install.sh 目录 [Debian版本]"}
suite=${2:-sid}
if [ -x "$dir/usr/sbin/asterisk" ]; then exit 0; fi
for tool in apt-get dpkg-deb; do
	command -v "$tool" >/dev/null || { echo "没有 $tool：程控交换机要从 Debian 软件包取得，这台机器上取不了。" >&2; exit 3; }
done

mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,etc/apt.conf.d,etc/preferences.d,etc/trusted.gpg.d}
: >"$work/status"
# the mirror that this machine uses already; Debian's own where it has none
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep '/debian/\?$' | head -n 1 || true)
mirror=${mirror:-https://deb.debian.org/debian}
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] ${mirror%/} $suite main" >"$work/etc/sources.list"
# sid's Release file may be out of date on a mirror
cat >"$work/apt.conf" <<-CONF
	Dir::State "$work"; Dir::State::lists "$work/lists"; Dir::State::status "$work/status"; Dir::Cache "$work/cache";
	Dir::Etc "$work/etc"; Dir::Etc::sourcelist "$work/etc/sources.list"; Dir::Etc::sourceparts "-";
	Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; APT::Install-Recommends "false";
	APT::Sandbox::User "";
CONF
export APT_CONFIG="$work/apt.conf"

echo "取 Asterisk（约 83 MB）……" >&2
apt-get -qq update
apt-get -qq -y -o Debug::NoLocking=true --download-only install \
	asterisk asterisk-modules asterisk-config asterisk-core-sounds-en-gsm asterisk-moh-opsound-gsm
mkdir "$work/tree"
for package in "$work"/cache/archives/*.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x -C "$work/tree" --no-same-owner --keep-directory-symlink \
		--exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
		--exclude='./usr/share/info/*' --exclude='./dev/*'
done
# whole or not at all: the program goes last
mkdir -p "$dir/usr/sbin"
mv "$work/tree/usr/sbin/asterisk" "$work/asterisk"
cp -a "$work/tree/." "$dir/"
cp -a "$work/asterisk" "$dir/usr/sbin/asterisk"

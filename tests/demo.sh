#!/bin/sh
# The main job, as `make demo` shows it and as the READMEs print it: a table for a project that stands in no corpus, then the
# audit of a real document. Needs `zhibiao` on the PATH; the user's own data is left out, so that everyone sees the same.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
export ZHIBIAO_HOME="$PWD/build/demo-home"
unset ZHIBIAO_MODEL ZHIBIAO_CORPUS ZHIBIAO_LIBRARY ZHIBIAO_LANG

cat <<'COMMAND'
$ zhibiao suggest --name 清水镇农村道路硬化及排水改造工程 --budget 186.4万元 --year 2025 --unit 清水镇人民政府 \
    --purpose "硬化3个村村内道路5.2公里，铺设排水管道1800米，安装太阳能路灯96盏，其中道路硬化124.8万元、排水管道43.2万元、
    路灯18.4万元，受益群众2600人，2025年10月底前完工。"
COMMAND
zhibiao suggest --name 清水镇农村道路硬化及排水改造工程 --budget 186.4万元 --year 2025 --unit 清水镇人民政府 \
    --purpose "硬化3个村村内道路5.2公里，铺设排水管道1800米，安装太阳能路灯96盏，其中道路硬化124.8万元、排水管道43.2万元、路灯18.4万元，受益群众2600人，2025年10月底前完工。"

document=corpus/tables/004_dc2e081542201539.jsonl
cat <<COMMAND

\$ zhibiao convert $document build/demo.docx
\$ zhibiao audit build/demo.docx --min-severity error
COMMAND
zhibiao convert "$document" build/demo.docx
zhibiao audit build/demo.docx --min-severity error || test $? -eq 1   # 1: findings at error, which is what an audit is for
